import { Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RecallView } from "#api/recall.ts";
import type { PartyId, RecallId } from "#core/id.ts";
import { ActButton } from "../display/act-button.tsx";
import { server } from "../server/connection.ts";
import { listOwnParties, mayDo, type Me } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useHolders } from "./holder-section.tsx";

/** What one can do with a recall: say that one's parties know, close it, lift it. */
export function RecallActions({ recall, me }: { readonly recall: RecallView; readonly me: Me }) {
  const { t } = useTranslation();
  const names = useNames();
  const holders = useHolders(recall.id, "own").items;
  // Of a closed one, units can turn up at somebody's who then is told.
  if (recall.status === "lifted") return null;
  const params = { recallId: recall.id as RecallId }; // as the server sent it
  const asked = listOwnParties(me).filter(
    (party) =>
      mayDo(me, "acknowledge_recall", { self: party.id }) &&
      holders.some((holder) => holder.partyId === party.id && holder.acknowledgedAt === null),
  );
  const secretariat = me.memberships.find(({ partyCode }) => partyCode === "SECRETARIAT")?.partyId;
  const may = (action: "close_recall" | "lift_recall") =>
    recall.status === "open" && mayDo(me, action, { self: recall.partyId, secretariat });
  return (
    <Group my="md" gap="sm" align="flex-start">
      {asked.map((party) => (
        <ActButton
          key={party.id}
          isMain
          label={t("recall.acknowledge", { party: names.party(party.code) })}
          send={(commandId) =>
            server.acknowledgeRecall({ params, body: { partyId: party.id as PartyId }, commandId })
          }
        />
      ))}
      {may("close_recall") ? (
        <ActButton
          label={t("recall.close")}
          question={t("recall.closeSure")}
          send={(commandId) => server.closeRecall({ params, commandId })}
        />
      ) : null}
      {may("lift_recall") ? (
        <ActButton
          label={t("recall.lift")}
          question={t("recall.liftSure")}
          send={(commandId) => server.liftRecall({ params, commandId })}
        />
      ) : null}
    </Group>
  );
}
