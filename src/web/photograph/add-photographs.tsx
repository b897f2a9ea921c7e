import { Button, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Answer } from "#api/client.ts";
import type { ConsignmentView } from "#api/consignment.ts";
import type { PhotographView } from "#api/photograph.ts";
import { CommandNote } from "../display/problem.tsx";
import { useWording } from "../display/wording.ts";
import { useCommand } from "../server/use-command.ts";
import { useWaiting } from "../waiting/use-waiting.ts";
import { useNamesOfLines } from "./line-names.ts";
import { LinePhotographs } from "./line-photographs.tsx";
import { sendKept } from "./send-photograph.ts";
import { usePhotographs } from "./use-photographs.ts";

/** For whoever received: further photographs of the lines that differ. They stay on this device until the server has them. */
export function AddPhotographs({
  consignment,
  userId,
  items,
}: {
  readonly consignment: ConsignmentView;
  readonly userId: string;
  /** Those that the server has. */
  readonly items: readonly PhotographView[];
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const queryClient = useQueryClient();
  const nameOf = useNamesOfLines(consignment);
  const owner = { userId, consignmentId: consignment.id };
  const photographs = usePhotographs(owner);
  // What belongs to a count that waits is sent with it.
  const isWaiting = useWaiting().some(
    (item) => item.kind === "receipt" && item.userId === userId && item.consignmentId === consignment.id,
  );
  const { kept } = photographs;
  const command = useCommand<undefined, PhotographView | null>(async () => {
    const failed = await sendKept(owner);
    // Of several, some may have been taken.
    if (failed !== null) await queryClient.invalidateQueries({ queryKey: ["photographs", consignment.id] });
    return failed ?? ({ ok: true, value: null, etag: null } satisfies Answer<null>);
  });
  const differing = new Set((consignment.receipt?.differences ?? []).map(({ lineNumber }) => lineNumber));
  const lines = consignment.lines.filter(
    ({ lineNumber }) => differing.has(lineNumber) || kept.some((one) => one.lineNumber === lineNumber),
  );
  const standingOf = (lineNumber: number) =>
    items.filter((one) => one.lineNumber === lineNumber && one.takenBackAt === null).length;
  if (isWaiting || lines.length === 0) return null;
  return (
    <details className="filter-box" open={kept.length > 0}>
      <summary>{t("photograph.add")}</summary>
      <CommandNote command={command} />
      {lines.map(({ lineNumber }) => (
        <div key={lineNumber} className="form-line">
          <Title order={4} size="h6">
            {nameOf(lineNumber)}
          </Title>
          <LinePhotographs
            lineNumber={lineNumber}
            name={nameOf(lineNumber)}
            photographs={photographs}
            standing={standingOf(lineNumber)}
          />
        </div>
      ))}
      <Button disabled={kept.length === 0} loading={command.isSending} onClick={() => command.run(undefined)}>
        {t("photograph.send", { number: quantity(kept.length) })}
      </Button>
      <span role="status" className="done-note">
        {command.isDone && kept.length === 0 ? t("form.done") : null}
      </span>
    </details>
  );
}
