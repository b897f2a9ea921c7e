import type { explanationEndpoints } from "#api/explanation.ts";
import { explainRoundLine, explainRoundSupply } from "#app/round/explain-round.ts";
import { explainRoundTeam, explainRoundTeamCall } from "#app/round/explain-round-teams.ts";
import { readRoundRows } from "#app/round/read-round-rows.ts";
import { type RoundTrial, tryRound } from "#app/round/try-round.ts";
import { nameByRound } from "#core/explanation/name-by-round.ts";
import { openWording } from "#core/explanation/wording.ts";
import type { Language } from "#core/explanation/words/catalogue.ts";
import { accept } from "#core/result.ts";
import { listTotals, putDifferenceIntoWords } from "#core/what-if/put-difference-into-words.ts";
import type { Handlers } from "../handler.ts";

export const explanationHandlers = {
  listRoundRows: async ({ params, query: { language = "en" } }, { context, actor }) =>
    await readRoundRows(context, actor ?? undefined, { ...params, language }),
  explainRoundLine: async ({ params, query: { language = "en" } }, { context, actor }) =>
    await explainRoundLine(context, actor ?? undefined, { ...params, language }),
  explainRoundSupply: async ({ params, query: { language = "en" } }, { context, actor }) =>
    await explainRoundSupply(context, actor ?? undefined, { ...params, language }),
  explainRoundTeam: async ({ params, query: { language = "en", number = 1 } }, { context, actor }) =>
    await explainRoundTeam(context, actor ?? undefined, { ...params, number, language }),
  explainRoundTeamCall: async ({ params, query: { language = "en" } }, { context, actor }) =>
    await explainRoundTeamCall(context, actor ?? undefined, { ...params, language }),
  tryRound: async (
    { params: { roundId }, body: { changes, language = "en" } },
    { context, actor, signal },
  ) => {
    const tried = await tryRound(context, actor, { roundId, changes }, signal);
    return tried.ok ? accept(showTrial(tried.value, language)) : tried;
  },
} satisfies Pick<Handlers, keyof typeof explanationEndpoints>;

/** A trial in figures by key, with the names of its lines, and in words. */
function showTrial({ difference, named }: RoundTrial, language: Language) {
  const wording = openWording(language);
  const speech = { wording, naming: nameByRound(named, wording) };
  const lines = difference.lines.map((line) => ({ ...line, name: speech.naming.line(line.demand) }));
  return {
    language,
    difference: { ...difference, lines },
    sentences: putDifferenceIntoWords(difference, speech),
    totals: listTotals(difference, wording),
  };
}
