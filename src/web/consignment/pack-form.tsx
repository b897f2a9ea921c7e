import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import type { ConsignmentId } from "#core/id.ts";
import { CommandForm } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";
import { showConsignment } from "./show-consignment.ts";

type Body = Parameters<typeof server.packConsignment>[0]["body"];

/** Records that it is packed, with the codes of its packages: one in each row, as a scanner writes them. */
export function PackForm({ consignment }: { readonly consignment: ConsignmentView }) {
  const { t } = useTranslation();
  const [codes, setCodes] = useState("");
  const command = useCommand<Body, ConsignmentView>(
    (body, commandId) =>
      server.packConsignment({ params: { consignmentId: consignment.id as ConsignmentId }, body, commandId }),
    undefined,
    showConsignment,
  );
  const errors = useFieldErrors(command.problem);
  // Scanners put the application identifier (00) before an SSCC: it is not part of the code.
  const listed = codes
    .split(/[\s,;]+/)
    .filter((code) => code !== "")
    .map((code) => code.replace(/^(\(00\)|00(?=\d{18}$))/, ""));
  const makeBody = (): Body => ({ packages: listed.map((sscc) => ({ sscc })) });
  const wrong = listed.flatMap((sscc, index) => {
    const error = errors(`packages.${index}.sscc`) ?? errors(`packages.${index}`);
    return error === null
      ? []
      : [
          <span key={index} className="entry-problem">
            {sscc}: {error}
          </span>,
        ];
  });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("act.pack")}>
      <Textarea
        label={t("act.sscc")}
        description={t("act.ssccHint")}
        rows={4}
        maw={420}
        dir="ltr"
        value={codes}
        error={wrong.length === 0 ? errors("packages") : wrong}
        onChange={(event) => setCodes(event.currentTarget.value)}
      />
    </CommandForm>
  );
}
