import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { HolderView, RecallView } from "#api/recall.ts";
import type { PartyId, RecallId, SiteId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import { RECALL_OUTCOMES, type RecallOutcome } from "#core/recall/account-for-recalled.ts";
import { CommandForm, given, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { useWording } from "../display/wording.ts";
import { server } from "../server/connection.ts";
import { mayDo, type Me } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";

/** Units in quarantine that one may account for. */
interface Held {
  readonly key: string;
  readonly partyId: string;
  readonly siteId: string;
  readonly supplyId: string;
  readonly quantity: number;
  readonly label: string;
}

/** Says what became of recalled units in one's own hands. Nothing where there are none. */
export function AccountForm({
  recall,
  me,
  holders,
}: {
  readonly recall: RecallView;
  readonly me: Me;
  readonly holders: readonly HolderView[];
}) {
  const { t } = useTranslation();
  const held = useHeld(me, holders);
  const [chosen, setChosen] = useState("");
  const [outcome, setOutcome] = useState<RecallOutcome>("destroyed");
  const [quantity, setQuantity] = useState("");
  const [occurred, setOccurred] = useState("");
  const holding = held.find(({ key }) => key === chosen);
  type Body = Parameters<typeof server.accountForRecalled>[0]["body"];
  const params = { recallId: recall.id as RecallId }; // as the server sent it
  const command = useCommand<Body, RecallView>(
    (body, commandId) => server.accountForRecalled({ params, body, commandId }),
    undefined,
    () => setQuantity(""),
  );
  const errors = useFieldErrors(command.problem);
  if (recall.isDrill || recall.status === "lifted" || held.length === 0) return null;
  // Ids as the server sent them; the count is checked there too, and a wrong one comes back at its field.
  const makeBody = (): Body => ({
    partyId: (holding?.partyId ?? "") as PartyId,
    ...given("occurred", occurred),
    lines: [
      {
        supplyId: (holding?.supplyId ?? "") as SupplyId,
        siteId: (holding?.siteId ?? "") as SiteId,
        quantity: readCount(quantity) as Quantity,
        outcome,
      },
    ],
  });
  const choose = (key: string): void => {
    setChosen(key);
    setQuantity(String(held.find((one) => one.key === key)?.quantity ?? ""));
  };
  return (
    <details className="filter-box" open>
      <summary>{t("recall.account")}</summary>
      <CommandForm command={command} makeBody={makeBody} submitLabel={t("act.useGo")}>
        <div className="fields">
          <NativeSelect
            label={t("recall.which")}
            value={chosen}
            error={errors("lines.0.supplyId") ?? errors("partyId")}
            data={[
              { value: "", label: t("form.choose") },
              ...held.map(({ key, label }) => ({ value: key, label })),
            ]}
            onChange={(event) => choose(event.currentTarget.value)}
          />
          <NativeSelect
            label={t("act.useKind")}
            value={outcome}
            data={RECALL_OUTCOMES.map((value) => ({ value, label: t(`recall.outcome.${value}`) }))}
            onChange={(event) =>
              setOutcome(RECALL_OUTCOMES.find((one) => one === event.currentTarget.value) ?? "destroyed")
            }
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

function useHeld(me: Me, holders: readonly HolderView[]): readonly Held[] {
  const { quantity } = useWording();
  const names = useNames();
  return holders
    .filter(({ partyId }) => mayDo(me, "account_for_recalled", { self: partyId }))
    .flatMap(({ partyId, partyCode, siteId, siteName, units }) =>
      units
        .filter(({ stage }) => stage === "quarantined")
        .map(({ supplyId, lotNumber, quantity: count }) => ({
          key: `${partyId} ${siteId} ${supplyId}`,
          partyId,
          siteId,
          supplyId,
          quantity: count,
          label: [names.party(partyCode), siteName, lotNumber, quantity(count)]
            .filter((part) => part !== null)
            .join(" · "),
        })),
    );
}
