import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import type { ConsignmentId } from "#core/id.ts";
import { CommandForm, given } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { showConsignment } from "./show-consignment.ts";
import { OccurredField } from "./step-form.tsx";

type Body = NonNullable<Parameters<typeof server.clearExport>[0]["body"]>;
const EDITIONS = [2017, 2022] as const;

/** Records clearance by customs, with the declaration's number and HS codes where the paper is at hand. */
export function ClearanceForm({
  consignment,
  step,
}: {
  readonly consignment: ConsignmentView;
  readonly step: "clear_export" | "clear_import";
}) {
  const { t } = useTranslation();
  const names = useNames();
  const [occurred, setOccurred] = useState("");
  const [isAtHand, setAtHand] = useState(false);
  const [number, setNumber] = useState("");
  const [edition, setEdition] = useState<(typeof EDITIONS)[number]>(2017);
  const [codes, setCodes] = useState<Readonly<Record<number, string>>>({});
  const send = step === "clear_export" ? server.clearExport : server.clearImport;
  const command = useCommand<Body, ConsignmentView>(
    (body, commandId) =>
      send({ params: { consignmentId: consignment.id as ConsignmentId }, body, commandId }),
    undefined,
    showConsignment,
  );
  const errors = useFieldErrors(command.problem);
  const makeBody = (): Body => ({
    ...given("occurred", occurred),
    ...(isAtHand
      ? {
          declaration: {
            ...given("number", number),
            hsEdition: edition,
            lines: consignment.lines.map(({ lineNumber }) => ({
              lineNumber,
              hsCode: (codes[lineNumber] ?? "").replace(/\D/g, ""),
            })),
          },
        }
      : {}),
  });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t(`act.${step}`)}>
      <OccurredField value={occurred} error={errors("occurred")} onChange={setOccurred} />
      <Checkbox
        my="md"
        label={t("act.declaration")}
        checked={isAtHand}
        onChange={(event) => setAtHand(event.currentTarget.checked)}
      />
      {isAtHand ? (
        <div className="fields">
          <TextInput
            label={`${t("act.declarationNumber")} ${t("form.optional")}`}
            dir="ltr"
            value={number}
            error={errors("declaration.number")}
            onChange={(event) => setNumber(event.currentTarget.value)}
          />
          <NativeSelect
            label={t("act.hsEdition")}
            value={String(edition)}
            error={errors("declaration.hsEdition")}
            data={EDITIONS.map(String)}
            onChange={(event) => setEdition(event.currentTarget.value === "2022" ? 2022 : 2017)}
          />
          {consignment.lines.map((line, index) => (
            <TextInput
              key={line.lineNumber}
              inputMode="numeric"
              dir="ltr"
              label={t("act.hsCode", { item: names.item(line.itemId) })}
              value={codes[line.lineNumber] ?? ""}
              error={errors(`declaration.lines.${index}.hsCode`)}
              onChange={(event) => setCodes({ ...codes, [line.lineNumber]: event.currentTarget.value })}
            />
          ))}
        </div>
      ) : null}
    </CommandForm>
  );
}
