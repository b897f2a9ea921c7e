import {
  type CoverageLine,
  measureCoverage,
  measureRounds,
  measureShares,
} from "#core/allocation/coverage.ts";
import type { Binding } from "#core/allocation/round.ts";
import { accept, refuse } from "#core/result.ts";
import { listNeeds, listRoundFindings, type RoundFindings } from "#store/coverage.ts";
import type { AppContext } from "../context.ts";

/**
 * How far every need is covered by agreements, what bound it in the last round that had anything for it, what was planned round by
 * round, and the share of the least developed countries before and after the rounds' policies. Refuses with `not_found` where a scenario has no calls.
 */
export async function readCoverage(context: AppContext, { scenario }: { readonly scenario: string | null }) {
  const needs = await listNeeds(context.database, scenario);
  if (needs.length === 0 && scenario !== null) {
    return refuse({ code: "not_found", noun: "scenario", id: scenario });
  }
  const rounds = await listRoundFindings(context.database, scenario);
  const last = indexLines(rounds);
  const lines = needs.map((need): CoverageLine => {
    const found = last.get(`${need.callId}/${need.lineNumber}`);
    return {
      country: need.country,
      itemId: need.itemId,
      asked: need.asked,
      agreed: need.agreed,
      leastDeveloped: found?.leastDeveloped ?? false,
      bindings: listBindings(need, found?.bindings),
    };
  });
  const shares = rounds.map(({ shareBefore, shareAfter }) => ({ before: shareBefore, after: shareAfter }));
  return accept({
    scenario,
    policies: [...new Set(rounds.map((round) => round.policy))],
    rounds: rounds.length,
    lines: measureCoverage(lines),
    byRound: measureRounds(
      needs.map(({ lineNumber, ...need }) => ({ ...need, callLineNumber: lineNumber })),
      rounds,
    ),
    leastDeveloped: measureShares(lines, shares),
  });
}

/** What has been promised in full is met, whatever bound it earlier; what no round has planned has no reason yet. */
function listBindings(
  need: { readonly asked: number; readonly agreed: number },
  bindings: readonly Binding[] | undefined,
): readonly Binding[] {
  return need.agreed >= need.asked ? ["met"] : (bindings ?? []);
}

type Line = RoundFindings["lines"][number];

/**
 * The newest finding of each line that says what bound it: a later round in which nothing on offer answered the line bound
 * nothing, so its `no_supply` stands only where no round ever had anything for it.
 */
function indexLines(rounds: readonly RoundFindings[]): Map<string, Line> {
  const last = new Map<string, Line>();
  for (const round of rounds) {
    for (const line of round.lines) {
      const key = `${line.callId}/${line.callLineNumber}`;
      const isEmpty = line.bindings.every((binding) => binding === "no_supply");
      if (!isEmpty || !last.has(key)) last.set(key, line);
    }
  }
  return last;
}
