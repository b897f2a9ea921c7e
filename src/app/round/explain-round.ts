import { parseKeptProblem } from "#core/allocation/kept-files.ts";
import type { Policy } from "#core/allocation/policy.ts";
import { supplyKey, demandKey } from "#core/allocation/round-keys.ts";
import { type NamedRound, indexRound, nameByRound } from "#core/explanation/name-by-round.ts";
import type { LineExplanation, PlanExplanation, RestExplanation } from "#core/explanation/facts.ts";
import { putAbsentNeedIntoWords, putAbsentSupplyIntoWords } from "#core/explanation/put-absent-into-words.ts";
import {
  addLineEquipment,
  addSupplyEquipment,
  type EquippedRound,
} from "#core/explanation/put-equipment-into-words.ts";
import { putLineIntoWords, putRestIntoWords } from "#core/explanation/put-into-words.ts";
import { openWording } from "#core/explanation/wording.ts";
import type { Language } from "#core/explanation/words/catalogue.ts";
import type { CallId, RoundId, SupplyId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import type { AppContext } from "../context.ts";
import { askThread } from "./ask-thread.ts";
import { nameRound } from "./name-round.ts";
import { readRoundBasis, readRoundVersion } from "./round-basis.ts";

/** The explanation of a round's plan, with what its rows are called by. */
export interface ExplainedRound extends EquippedRound {
  readonly policy: Policy;
  readonly explanation: PlanExplanation;
  readonly lines: ReadonlyMap<string, LineExplanation>;
  readonly rests: ReadonlyMap<string, RestExplanation>;
}

/** An explanation is given up after this: a minute. */
const EXPLAIN_WITHIN_MS = 60_000;
/** So many rounds stay explained, those asked for last. */
const ROUNDS_KEPT_MAX = 8;

type Explaining = ReturnType<typeof explainPlanned>;

/** What was explained for each open database, from the round asked for longest ago to the newest. */
const keptOf = new WeakMap<AppContext, Map<string, Explaining>>();

/**
 * Why every line of a round got what it got, and why anything was left: worked out once, in a thread of its own, from the files
 * that are kept with the round; who asks at the same time waits for the same.
 *
 * Refuses, in this order, with `not_found` (also for a draft that the reader may not see), `round_not_planned`,
 * `round_files_not_kept`, `plan_not_found` (it took too long).
 */
export async function explainRound(context: AppContext, actor: Actor | undefined, roundId: RoundId) {
  const version = await readRoundVersion(context, actor, roundId);
  if (!version.ok) return version;
  const kept = keptOf.get(context) ?? new Map<string, Explaining>();
  keptOf.set(context, kept);
  // Planned again, a round has another version.
  const key = `${roundId} ${version.value}`;
  const explaining = kept.get(key) ?? explainPlanned(context, actor, roundId);
  kept.delete(key);
  kept.set(key, explaining);
  for (const oldest of kept.keys()) {
    if (kept.size <= ROUNDS_KEPT_MAX) break;
    kept.delete(oldest);
  }
  try {
    const explained = await explaining;
    if (!explained.ok) kept.delete(key);
    return explained;
  } catch (error) {
    kept.delete(key);
    throw error;
  }
}

async function explainPlanned(context: AppContext, actor: Actor | undefined, roundId: RoundId) {
  const read = await readRoundBasis(context, actor, roundId);
  if (!read.ok) return read;
  const { policy, snapshot, texts } = read.value;
  const problem = parseKeptProblem(texts.problem);
  const named = await nameRound(context, { problem, snapshot });
  const { itemPacks } = context.reference;
  const packs = new Map(
    [...indexRound(named).itemIds].map(([index, id]) => [
      index,
      itemPacks.filter(({ itemId }) => itemId === id),
    ]),
  );
  const task = { texts, packs };
  const asked = await askThread({ kind: "explain", task }, { withinMs: EXPLAIN_WITHIN_MS });
  if ("ended" in asked) return refuse({ code: "plan_not_found", reason: asked.ended });
  const explanation = asked.answer;
  const explained: ExplainedRound = {
    ...named,
    policy,
    explanation,
    lines: new Map(explanation.lines.map((line) => [line.demand, line])),
    rests: new Map(explanation.unused.map((rest) => [rest.supply, rest])),
  };
  return accept(explained);
}

/**
 * Why one call line got what it got in a round, in words and figures, and which lanes would bring it what is left. `facts` is `null` for a line that is not in the plan, because
 * its window was over, it was left out, or it had reached its cap before. Refuses as `explainRound`, then with `not_found` where the round has no such line.
 */
export async function explainRoundLine(
  context: AppContext,
  actor: Actor | undefined,
  asked: {
    readonly roundId: RoundId;
    readonly callId: CallId;
    readonly callLineNumber: number;
    readonly language: Language;
  },
) {
  const round = await explainRound(context, actor, asked.roundId);
  if (!round.ok) return round;
  const { callId, callLineNumber, language } = asked;
  const { explanation, lines, snapshot } = round.value;
  const need = snapshot.needs.find((one) => one.callId === callId && one.callLineNumber === callLineNumber);
  if (need === undefined)
    return refuse({ code: "not_found", noun: "call", id: `${callId}/${callLineNumber}` });
  const speech = speak(round.value, language);
  const line = lines.get(demandKey(need));
  if (line === undefined) {
    const words = putAbsentNeedIntoWords(round.value, need, speech);
    return accept({ language, words, facts: null, missingLanes: [] });
  }
  const bottleneck = line.bottleneck === null ? null : (explanation.bottlenecks[line.bottleneck] ?? null);
  return accept({
    language,
    words: addLineEquipment(putLineIntoWords(explanation, line, speech), round.value, line.demand, speech),
    facts: { line, bottleneck },
    missingLanes: listMissingLanes(round.value, line),
  });
}

/** The ends of lanes that there are not and by which something that is left would reach the line, each once. */
function listMissingLanes(round: ExplainedRound, line: LineExplanation) {
  const { siteIds } = indexRound(round);
  const ends = new Map<string, { readonly fromSiteId: string; readonly toSiteId: string }>();
  for (const change of line.changes) {
    if (change.kind !== "reach" || change.obstacle.kind !== "lane") continue;
    const fromSiteId = siteIds.get(change.obstacle.from);
    const toSiteId = siteIds.get(change.obstacle.to);
    if (fromSiteId === undefined || toSiteId === undefined) continue;
    ends.set(`${fromSiteId} ${toSiteId}`, { fromSiteId, toSiteId });
  }
  return [...ends.values()];
}

/**
 * Why something of a supply was left by a round, in words and figures; `facts` is `null` for a supply that is not in the plan because
 * it can no longer leave. Refuses as `explainRound`, then with `not_found` where the round left nothing of such a supply.
 */
export async function explainRoundSupply(
  context: AppContext,
  actor: Actor | undefined,
  asked: { readonly roundId: RoundId; readonly supplyId: SupplyId; readonly language: Language },
) {
  const round = await explainRound(context, actor, asked.roundId);
  if (!round.ok) return round;
  const { supplyId, language } = asked;
  const { rests, snapshot, problem } = round.value;
  const supply = snapshot.supplies.find((one) => one.supplyId === supplyId);
  const absent = refuse({ code: "not_found", noun: "supply", id: supplyId });
  if (supply === undefined) return absent;
  const speech = speak(round.value, language);
  const rest = rests.get(supplyKey(supply));
  if (rest !== undefined) {
    const words = addSupplyEquipment(putRestIntoWords(rest, speech), round.value, rest.supply, speech);
    return accept({ language, words, facts: { rest } });
  }
  if (problem.supplies.some(({ key }) => key === supplyKey(supply))) return absent;
  return accept({ language, words: putAbsentSupplyIntoWords(supply, speech), facts: null });
}

/** The words and names by which a round is explained in a language. */
function speak(round: NamedRound, language: Language) {
  const wording = openWording(language);
  return { wording, naming: nameByRound(round, wording) };
}
