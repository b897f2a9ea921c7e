import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import type { RoundId } from "#core/id.ts";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioNote, StatusMark } from "../display/marks.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { CoverageTable } from "./coverage-table.tsx";
import { PolicyRules } from "./policy-rules.tsx";
import { ProofSection } from "./proof-section.tsx";
import { RoundTeams } from "./round-teams.tsx";
import { RunRemarks } from "./run-remarks.tsx";
import { ShareTable, UnusedTable } from "./share-table.tsx";
import { UnmetFloors } from "./unmet-floors.tsx";

const PolicyComparison = lazy(async () => ({
  default: (await import("./policy-comparison.tsx")).PolicyComparison,
}));
const RoundComparison = lazy(async () => ({
  default: (await import("./round-comparison.tsx")).RoundComparison,
}));
const TrialSection = lazy(async () => ({ default: (await import("./trial-section.tsx")).TrialSection }));
const RoundActions = lazy(async () => ({ default: (await import("./round-actions.tsx")).RoundActions }));

/** One round: by what it shares out, what each country gets, and what bound it. */
export function RoundPage() {
  const { roundId } = useParams({ from: "/rounds/$roundId" });
  const round = useQuery({
    queryKey: ["round", roundId],
    // The id came with the address; the server checks it.
    queryFn: () => read(server.getRound({ params: { roundId: roundId as RoundId } })),
  });
  return <Loaded query={round}>{(view) => <ShownRound round={view} />}</Loaded>;
}

function ShownRound({ round }: { readonly round: RoundView }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const { word } = useWords();
  const me = useMe().data;
  return (
    <>
      <PageTitle>{t("round.title", { day: when(round.cutOff) })}</PageTitle>
      <ScenarioNote scenario={round.scenario} />
      <dl className="facts">
        <div>
          <dt>{t("column.status")}</dt>
          <dd>
            <StatusMark status={round.status} />
          </dd>
        </div>
        <div>
          <dt>{t("rounds.policy")}</dt>
          <dd>{word("policy", round.policy.name)}</dd>
        </div>
        {round.publishedAt === null ? null : (
          <div>
            <dt>{t("rounds.published")}</dt>
            <dd>{when(round.publishedAt)}</dd>
          </div>
        )}
      </dl>
      <PolicyRules policy={round.policy} />
      {me === null || me === undefined ? null : (
        <Suspense fallback={null}>
          <RoundActions round={round} />
        </Suspense>
      )}
      {round.outcome === null ? (
        <Empty title={t("round.draft")} />
      ) : (
        <>
          <ShareTable before={round.outcome.shareBefore} after={round.outcome.shareAfter} />
          <CoverageTable roundId={round.id} lines={round.outcome.lines} />
          {round.outcome.teams === undefined ? null : (
            <RoundTeams roundId={round.id} teams={round.outcome.teams} />
          )}
          <RunRemarks remarks={round.outcome.equipment ?? []} />
          <UnmetFloors floors={round.outcome.unmetFloors ?? []} />
          <UnusedTable roundId={round.id} unused={round.outcome.unused} />
          <ProofSection roundId={round.id} />
          {me === null || me === undefined ? null : (
            <Suspense fallback={null}>
              <PolicyComparison round={round} />
              <RoundComparison round={round} />
              <TrialSection round={round} />
            </Suspense>
          )}
        </>
      )}
    </>
  );
}
