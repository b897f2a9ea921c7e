import { NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AgreementView } from "#api/agreement.ts";
import type { ConsignmentView } from "#api/consignment.ts";
import { TRANSPORT_MODES, type TransportMode } from "#core/consignment/consignment.ts";
import type { AgreementId, SiteId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import { CommandForm, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { type Me, mayDo } from "../server/me.ts";
import { useNames, useSites } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";

/** Plans a consignment of an agreement's goods: the lines that leave one site for one other, all or a part. */
export function PlanConsignmentForm({
  agreement,
  me,
}: {
  readonly agreement: AgreementView;
  readonly me: Me;
}) {
  const { t } = useTranslation();
  if (agreement.status !== "agreed" || !mayDo(me, "plan_consignment", { giver: agreement.giverId })) {
    return null;
  }
  return (
    <details className="filter-box">
      <summary>{t("agreement.plan")}</summary>
      <PlanForm agreement={agreement} />
    </details>
  );
}

/** The ways that an agreement's lines take: each pair of sites once. */
function listWays(agreement: AgreementView): readonly { readonly from: string; readonly to: string }[] {
  const ways = new Map(
    agreement.lines.map(({ fromSiteId, toSiteId }) => [
      `${fromSiteId} ${toSiteId}`,
      { from: fromSiteId, to: toSiteId },
    ]),
  );
  return [...ways.values()];
}

function PlanForm({ agreement }: { readonly agreement: AgreementView }) {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate();
  const sites = useSites().data ?? [];
  const siteName = (id: string) => sites.find((site) => site.id === id)?.name ?? id;
  const ways = listWays(agreement);
  const [chosen, setChosen] = useState(0);
  const [mode, setMode] = useState<TransportMode>("air");
  const [quantities, setQuantities] = useState<Readonly<Record<number, string>>>({});
  const way = ways[chosen];
  const own = agreement.lines.filter((line) => line.fromSiteId === way?.from && line.toSiteId === way.to);
  const textOf = (line: (typeof own)[number]) => quantities[line.lineNumber] ?? String(line.quantity);
  const sent = own.filter((line) => textOf(line).trim() !== "");
  type Body = Parameters<typeof server.planConsignment>[0]["body"];
  const command = useCommand<Body, ConsignmentView>(
    (body, commandId) => server.planConsignment({ body, commandId }),
    ({ id }) => void navigate({ to: "/consignments/$consignmentId", params: { consignmentId: id } }),
  );
  const errors = useFieldErrors(command.problem);
  // Ids as the server sent them; a line whose quantity was emptied stays behind.
  const makeBody = (): Body => ({
    agreementId: agreement.id as AgreementId,
    mode,
    fromSiteId: (way?.from ?? "") as SiteId,
    toSiteId: (way?.to ?? "") as SiteId,
    lines: sent.map((line) => ({
      agreementLineNumber: line.lineNumber,
      quantity: readCount(textOf(line)) as Quantity,
    })),
  });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("agreement.planGo")}>
      <div className="fields">
        <NativeSelect
          label={`${t("column.from")} – ${t("column.to")}`}
          value={String(chosen)}
          error={errors("fromSiteId") ?? errors("toSiteId")}
          data={ways.map(({ from, to }, index) => ({
            value: String(index),
            label: `${siteName(from)} – ${siteName(to)}`,
          }))}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
        />
        <NativeSelect
          label={t("act.mode")}
          value={mode}
          data={TRANSPORT_MODES.map((value) => ({ value, label: t(`consignment.mode.${value}`) }))}
          onChange={(event) =>
            setMode(TRANSPORT_MODES.find((one) => one === event.currentTarget.value) ?? mode)
          }
        />
        {own.map((line) => (
          <TextInput
            key={line.lineNumber}
            inputMode="numeric"
            label={names.item(line.itemId)}
            value={textOf(line)}
            error={errors(`lines.${sent.indexOf(line)}.quantity`)}
            onChange={(event) =>
              setQuantities({ ...quantities, [line.lineNumber]: event.currentTarget.value })
            }
          />
        ))}
      </div>
    </CommandForm>
  );
}
