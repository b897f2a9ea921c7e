import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EntryView } from "#api/ledger.ts";
import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import { CommandForm, given, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import type { OwnParty } from "../server/me.ts";
import { useNames, useSites } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { useHeldSupplies } from "./use-held-supplies.ts";

const KINDS = ["use", "waste", "lose", "quarantine", "unquarantine"] as const;

/** Records what became of units that a party has received: used, wasted, lost, put in quarantine or let out of it. */
export function UseForm({ party }: { readonly party: OwnParty }) {
  const { t } = useTranslation();
  const names = useNames();
  const held = useHeldSupplies(party);
  const sites = useSites().data ?? [];
  const [chosen, setChosen] = useState("");
  const [kind, setKind] = useState<(typeof KINDS)[number]>("use");
  const [quantity, setQuantity] = useState("");
  const [occurred, setOccurred] = useState("");
  const holding = held.find((one) => one.key === chosen);
  type Body = Parameters<typeof server.recordUse>[0]["body"];
  const command = useCommand<Body, EntryView>(
    (body, commandId) => server.recordUse({ body, commandId }),
    undefined,
    () => setQuantity(""),
  );
  const errors = useFieldErrors(command.problem);
  const siteId = sites.find((site) => site.code === holding?.site)?.id ?? "";
  // Ids as the server sent them; the count is checked there too, and a wrong one comes back at its field.
  const makeBody = (): Body => ({
    partyId: party.id as PartyId,
    kind,
    ...given("occurred", occurred),
    lines: [
      {
        supplyId: (holding?.supplyId ?? "") as SupplyId,
        siteId: siteId as SiteId,
        quantity: readCount(quantity) as Quantity,
      },
    ],
  });
  if (held.length === 0) return null;
  return (
    <details className="filter-box">
      <summary>{t("act.use")}</summary>
      <CommandForm command={command} makeBody={makeBody} submitLabel={t("act.useGo")}>
        <div className="fields">
          <NativeSelect
            label={t("call.supply")}
            value={chosen}
            error={errors("lines.0.supplyId")}
            data={[
              { value: "", label: t("form.choose") },
              ...held.map(({ key, itemId, site, lotNumber }) => ({
                value: key,
                label: [names.item(itemId), lotNumber, site].filter((part) => part !== null).join(" · "),
              })),
            ]}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <NativeSelect
            label={t("act.useKind")}
            value={kind}
            data={KINDS.map((value) => ({ value, label: t(`use.${value}`) }))}
            onChange={(event) => setKind(KINDS.find((one) => one === event.currentTarget.value) ?? "use")}
          />
          <TextInput
            inputMode="numeric"
            label={t("column.quantity")}
            value={quantity}
            error={errors("lines.0.quantity")}
            onChange={(event) => setQuantity(event.currentTarget.value)}
          />
          <TextInput
            label={t("form.occurred")}
            description={t("form.occurredHint")}
            value={occurred}
            error={errors("occurred")}
            onChange={(event) => setOccurred(event.currentTarget.value)}
          />
        </div>
      </CommandForm>
    </details>
  );
}
