import { NativeSelect, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import type { ConsignmentId, PartyId } from "#core/id.ts";
import { DIFFERENCE_REASONS, type DifferenceKind, type DifferenceReason } from "#core/receipt/receipt.ts";
import { CommandForm } from "../display/command-form.tsx";
import { useWording } from "../display/wording.ts";
import { server } from "../server/connection.ts";
import { type Me, mayDo } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { showConsignment } from "./show-consignment.ts";

type Difference = NonNullable<ConsignmentView["receipt"]>["differences"][number];

/** The reasons that explain a kind of difference. */
function listReasons(kind: DifferenceKind): readonly DifferenceReason[] {
  const entries = Object.entries(DIFFERENCE_REASONS) as [DifferenceReason, readonly DifferenceKind[]][]; // its own entries
  return entries.filter(([, kinds]) => kinds.includes(kind)).map(([reason]) => reason);
}

/** For each open difference, and each side that one speaks for, the reason: settled when both sides name the same. */
export function SettleForm({ consignment, me }: { readonly consignment: ConsignmentView; readonly me: Me }) {
  const { t } = useTranslation();
  const sides = (["giver", "recipient"] as const).filter((side) =>
    mayDo(me, "settle_difference", { [side]: consignment[`${side}Id`] }),
  );
  const open = (consignment.receipt?.differences ?? []).filter((one) => one.status === "open");
  if (sides.length === 0 || open.length === 0) return null;
  return (
    <section className="section" aria-labelledby="settle">
      <Title order={2} size="h3" id="settle">
        {t("act.settle")}
      </Title>
      {open.flatMap((difference) =>
        sides.map((side) => (
          <OneDifference
            key={`${difference.lineNumber} ${difference.kind} ${side}`}
            {...{ consignment, difference, side }}
          />
        )),
      )}
    </section>
  );
}

function OneDifference({
  consignment,
  difference,
  side,
}: {
  readonly consignment: ConsignmentView;
  readonly difference: Difference;
  readonly side: "giver" | "recipient";
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const reasons = listReasons(difference.kind);
  const [chosen, setChosen] = useState<string>(difference[`${side}Reason`] ?? reasons[0] ?? "");
  type Body = Parameters<typeof server.settleDifference>[0]["body"];
  const command = useCommand<Body, ConsignmentView>(
    (body, commandId) =>
      server.settleDifference({
        params: { consignmentId: consignment.id as ConsignmentId },
        body,
        commandId,
      }),
    undefined,
    showConsignment,
  );
  const makeBody = (): Body => ({
    partyId: consignment[`${side}Id`] as PartyId, // as the server sent it
    lineNumber: difference.lineNumber,
    kind: difference.kind,
    reason: reasons.find((one) => one === chosen) ?? "lost_in_transit",
  });
  const label = t("act.settleLabel", {
    number: String(difference.lineNumber),
    quantity: quantity(difference.quantity - difference.redirectedUnits),
    kind: t(`difference.${difference.kind}`),
  });
  return (
    <div className="form-line">
      <CommandForm command={command} makeBody={makeBody} submitLabel={t("act.settleGo")}>
        <NativeSelect
          label={`${label}: ${names.party(consignment[`${side}Code`])} · ${t(`agreement.side.${side}`)}`}
          maw={420}
          value={chosen}
          data={reasons.map((value) => ({ value, label: t(`reason.${value}`) }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      </CommandForm>
    </div>
  );
}
