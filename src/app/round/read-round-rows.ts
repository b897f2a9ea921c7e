import { parseKeptProblem } from "#core/allocation/kept-files.ts";
import { nameByRound } from "#core/explanation/name-by-round.ts";
import { openWording } from "#core/explanation/wording.ts";
import type { Language } from "#core/explanation/words/catalogue.ts";
import type { RoundId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { accept } from "#core/result.ts";
import { listChangeableRows } from "#core/what-if/list-rows.ts";
import type { AppContext } from "../context.ts";
import { nameRound } from "./name-round.ts";
import { readRoundBasis } from "./round-basis.ts";

/** The rows of a planned round's problem by name, and what its periods are called. Refuses as `readRoundBasis`. */
export async function readRoundRows(
  context: AppContext,
  actor: Actor | undefined,
  { roundId, language }: { readonly roundId: RoundId; readonly language: Language },
) {
  const read = await readRoundBasis(context, actor, roundId);
  if (!read.ok) return read;
  const { snapshot, texts } = read.value;
  const problem = parseKeptProblem(texts.problem);
  const naming = nameByRound(await nameRound(context, { problem, snapshot }), openWording(language));
  return accept({
    language,
    rows: listChangeableRows(problem, naming),
    periods: Array.from({ length: problem.periods }, (_, period) => naming.span(period, period)),
  });
}
