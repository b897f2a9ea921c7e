import { Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import type { RoundId } from "#core/id.ts";
import { ActButton } from "../display/act-button.tsx";
import { server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { PlanRound } from "./plan-round.tsx";

/** What a coordinator can do with a draft: plan it (again), publish it. */
export function RoundActions({ round }: { readonly round: RoundView }) {
  const { t } = useTranslation();
  const me = useMe().data;
  const isCoordinator = me?.memberships.some(({ role }) => role === "coordinator") ?? false;
  if (!isCoordinator || round.status !== "draft") return null;
  const params = { roundId: round.id as RoundId }; // as the server sent it
  return (
    <Group my="md" align="flex-start">
      <PlanRound round={round} />
      {round.outcome === null ? null : (
        <ActButton
          label={t("round.publish")}
          question={t("round.publishSure")}
          isMain
          send={(commandId) => server.publishRound({ params, commandId })}
        />
      )}
    </Group>
  );
}
