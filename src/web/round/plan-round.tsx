import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import type { RoundId } from "#core/id.ts";
import { CommandNote } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";
import { RunningWork } from "./running-work.tsx";

/** Plans a draft (again), says how far that is, and lets it be cancelled: then nothing is written. */
export function PlanRound({ round }: { readonly round: RoundView }) {
  const { t } = useTranslation();
  const params = { roundId: round.id as RoundId }; // as the server sent it
  const command = useCommand<null, RoundView>((_body, commandId) => server.planRound({ params, commandId }));
  const { problem, isSending } = command;
  const isCancelled = problem?.code === "plan_not_found" && problem["reason"] === "cancelled";
  const isFirst = round.outcome === null;
  return (
    <div>
      <Button
        size="sm"
        variant={isFirst ? "filled" : "default"}
        loading={isSending}
        onClick={() => command.run(null)}
      >
        {t(isFirst ? "round.plan" : "round.planAgain")}
      </Button>
      <RunningWork roundId={round.id} work="plan" isWaiting={isSending} />
      {isCancelled ? (
        <Text size="sm" role="status" mt="xs">
          {t("running.cancelled")}
        </Text>
      ) : (
        <CommandNote command={command} />
      )}
    </div>
  );
}
