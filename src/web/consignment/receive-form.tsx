import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import type { ConsignmentId } from "#core/id.ts";
import { isPastDiscardPoint, type VvmStage } from "#core/receipt/receipt.ts";
import { CommandForm, given, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { useWording } from "../display/wording.ts";
import { useNamesOfLines } from "../photograph/line-names.ts";
import { LinePhotographs } from "../photograph/line-photographs.tsx";
import { sendKept } from "../photograph/send-photograph.ts";
import { usePhotographs } from "../photograph/use-photographs.ts";
import { server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { showConsignment } from "./show-consignment.ts";
import { OccurredField } from "./step-form.tsx";

interface Count {
  readonly counted: string;
  readonly damaged: string;
  readonly vvmStage: string;
}
const NO_COUNT: Count = { counted: "", damaged: "", vvmStage: "" };

/** Whether what was typed of a line is not what was sent, or cannot be used. */
function differs({ counted, damaged, vvmStage }: Count, sent: number): boolean {
  const count = readCount(counted);
  const isOther = Number.isSafeInteger(count) && count !== sent;
  // What is no stage is past nothing.
  const isPast = isPastDiscardPoint({ vvmStage: readCount(vvmStage) as VvmStage });
  return isOther || readCount(damaged) > 0 || isPast;
}
type Body = Parameters<typeof server.receiveConsignment>[0]["body"];
const SEND = { receive: server.receiveConsignment, recount: server.recountConsignment } as const;

/**
 * Records what was counted, line by line. The count is not filled in beforehand: whoever counts writes what is
 * there, not what the paper says. A recount is a count like the first, of the same time.
 */
export function ReceiveForm({
  consignment,
  step,
  userId,
}: {
  readonly consignment: ConsignmentView;
  readonly step: keyof typeof SEND;
  readonly userId: string;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const [occurred, setOccurred] = useState("");
  const [counts, setCounts] = useState<Readonly<Record<number, Count>>>({});
  const countOf = (lineNumber: number) => counts[lineNumber] ?? NO_COUNT;
  const change = (lineNumber: number, part: Partial<Count>) =>
    setCounts({ ...counts, [lineNumber]: { ...countOf(lineNumber), ...part } });
  const owner = { userId, consignmentId: consignment.id };
  const photographs = usePhotographs(owner);
  const nameOf = useNamesOfLines(consignment);
  const command = useCommand<Body, ConsignmentView>(
    async (body, commandId) => {
      const params = { consignmentId: consignment.id as ConsignmentId };
      const answer = await SEND[step]({ params, body, commandId });
      // What does not come through stays on the device, and stands below the receipt to be sent again.
      if (answer.ok) await sendKept(owner).catch(() => null);
      return answer;
    },
    undefined,
    showConsignment,
  );
  const errors = useFieldErrors(command.problem);
  const makeBody = (): Body => ({
    ...given("occurred", occurred),
    lines: consignment.lines.map(({ lineNumber }) => {
      const { counted, damaged, vvmStage } = countOf(lineNumber);
      return {
        lineNumber,
        counted: readCount(counted),
        ...(damaged.trim() === "" ? {} : { damaged: readCount(damaged) }),
        // What is no stage is refused where the stages are known.
        ...(vvmStage.trim() === "" ? {} : { vvmStage: readCount(vvmStage) as 1 | 2 | 3 | 4 }),
      };
    }),
  });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t(`act.${step}`)}>
      <p>{t(`act.${step}Lead`)}</p>
      {consignment.lines.map((line, index) => (
        <div key={line.lineNumber} className="fields form-line">
          <TextInput
            inputMode="numeric"
            label={t("act.counted", { item: names.item(line.itemId), quantity: quantity(line.quantity) })}
            value={countOf(line.lineNumber).counted}
            error={errors(`lines.${index}.counted`)}
            onChange={(event) => change(line.lineNumber, { counted: event.currentTarget.value })}
          />
          <TextInput
            inputMode="numeric"
            label={`${t("act.damaged")} ${t("form.optional")}`}
            value={countOf(line.lineNumber).damaged}
            error={errors(`lines.${index}.damaged`)}
            onChange={(event) => change(line.lineNumber, { damaged: event.currentTarget.value })}
          />
          {names.unitOf(line.itemId) === names.unit("dose") ? (
            <TextInput
              inputMode="numeric"
              label={`${t("act.vvmStage")} ${t("form.optional")}`}
              value={countOf(line.lineNumber).vvmStage}
              error={errors(`lines.${index}.vvmStage`)}
              onChange={(event) => change(line.lineNumber, { vvmStage: event.currentTarget.value })}
            />
          ) : null}
          {differs(countOf(line.lineNumber), line.quantity) ||
          photographs.kept.some(({ lineNumber }) => lineNumber === line.lineNumber) ? (
            <LinePhotographs
              lineNumber={line.lineNumber}
              name={nameOf(line.lineNumber)}
              photographs={photographs}
            />
          ) : null}
        </div>
      ))}
      {step === "receive" ? (
        <OccurredField value={occurred} error={errors("occurred")} onChange={setOccurred} />
      ) : null}
    </CommandForm>
  );
}
