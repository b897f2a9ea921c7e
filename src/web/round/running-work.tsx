import { Button, Group, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RoundId } from "#core/id.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";

/** How often it is asked how far work is that somebody waits for. */
const ASK_EVERY_MS = 1000;

/** How far the planning of a round (or a comparison) is, with a way to end one's own. Nothing where none is going on. */
export function RunningWork({
  roundId,
  work,
  isWaiting,
}: {
  readonly roundId: string;
  readonly work: "plan" | "comparison";
  /** Whether this page itself waits for such work: then it is asked again and again. */
  readonly isWaiting: boolean;
}) {
  const { t } = useTranslation();
  const { quantity, moment } = useWording();
  const queryClient = useQueryClient();
  const params = { roundId: roundId as RoundId }; // as the server sent it
  const running = useQuery({
    queryKey: ["running", roundId],
    queryFn: () => read(server.listRunningPlans({ params })),
    refetchInterval: ({ state }) => (isWaiting || (state.data?.items.length ?? 0) > 0 ? ASK_EVERY_MS : false),
    staleTime: 0,
  });
  const shown = (running.data?.items ?? []).filter((one) => one.work === work);
  const count = shown.length;
  const before = useRef(0);
  useEffect(() => {
    // Somebody's planning has ended: the round is another one now.
    if (before.current > 0 && count === 0 && work === "plan") {
      void queryClient.invalidateQueries({ queryKey: ["round", roundId] });
    }
    before.current = count;
  }, [count, work, roundId, queryClient]);
  return (
    <>
      {shown.map(({ startedAt, own, phase, settled, lines }) => (
        <div key={startedAt} className="form-line" role="group" aria-label={t(`running.${work}`)}>
          <Text size="sm">
            {t(`running.${work}`)}: {t(`running.phase.${phase}`)} ·{" "}
            {t("running.since", { when: moment(Date.parse(startedAt)) })}
          </Text>
          <Group gap="sm" mt="xs">
            {/* Without a value the bar says that something is going on, and not how far it is. */}
            <progress
              aria-label={t(`running.phase.${phase}`)}
              {...(lines > 0 ? { value: settled, max: lines } : {})}
            />
            {lines > 0 ? (
              <Text size="sm">
                {t("running.lines", { settled: quantity(settled), lines: quantity(lines) })}
              </Text>
            ) : null}
            {own ? (
              <Button
                size="xs"
                variant="default"
                onClick={() => void server.cancelRunningPlans({ params, body: { work } })}
              >
                {t("running.cancel")}
              </Button>
            ) : null}
          </Group>
        </div>
      ))}
    </>
  );
}
