import type { AgreementLine } from "#core/agreement/agreement.ts";
import { type LineFacts, needKey } from "#core/agreement/check-lines.ts";
import type { Problem } from "#core/result.ts";
import { type AgreedShelfLife, checkArrival, keepAsked } from "#core/shelf-life/agreed-shelf-life.ts";
import {
  type AskedShelfLife,
  type AskingRule,
  decideAsked,
  findRule,
  listRulesFor,
  NOTHING_ASKED,
} from "#core/shelf-life/shelf-life.ts";

type Line = Pick<AgreementLine, "supplyId" | "callId" | "callLineNumber" | "arriveOn">;

/**
 * What rules ask of a line's lot as they are now. `kept`: what was asked before; what a round's policy asked then goes on. Nothing
 * where the line's need or supply is not known.
 */
export function askOfLine(line: Line, facts: LineFacts, kept?: AgreedShelfLife): AskedShelfLife {
  const need = facts.needs.get(needKey(line));
  const supply = facts.supplies.get(line.supplyId);
  if (need === undefined || supply === undefined) return NOTHING_ASKED;
  const own = findRule(need.leastShelfLifeDays, need.leastShelfLifePerCent);
  const rules: AskingRule[] = [
    ...listRulesFor(facts.shelfLifeRules, { itemId: supply.itemId, partyId: need.partyId }, facts.items),
    ...(own === null ? [] : [{ by: "call" as const, ...own }]),
  ];
  if (kept?.shelfLifeAskedBy === "policy") {
    rules.push({ by: "policy", leastDays: kept.askedShelfLifeDays, leastPerCent: null });
  }
  return decideAsked(rules, supply);
}

/** A line with what rules ask of it now. */
export function askAnew<Asked extends Line & AgreedShelfLife>(line: Asked, facts: LineFacts): Asked {
  return { ...line, ...keepAsked(askOfLine(line, facts, line)) };
}

/**
 * Why a line cannot arrive with what it is held to: `shelf_life_too_short` on the day of arrival, `shelf_life_not_shown` on the lot
 * where an expiry or a day of manufacture is missing. Both can be answered by an agreed number of days, which the recipient must
 * take expressly. A lot that has expired by then has its own problem.
 */
export function findShelfLifeProblems(
  line: Line & AgreedShelfLife,
  path: string,
  facts: LineFacts,
): Problem[] {
  const supply = facts.supplies.get(line.supplyId);
  if (supply === undefined || (supply.expiry !== null && supply.expiry < line.arriveOn)) return [];
  const checked = checkArrival(line, supply, line.arriveOn);
  if (checked.ok) return [];
  const { askedDays, askedBy, leftDays, expiry } = checked.refusal;
  if (askedDays === null || leftDays === null) {
    const rule = "shelf_life_not_shown";
    return [{ field: `${path}.supplyId`, value: line.supplyId, rule, facts: { askedBy } }];
  }
  const more = { asked: askedDays, askedBy, left: leftDays, expiry: expiry ?? "" };
  return [{ field: `${path}.arriveOn`, value: line.arriveOn, rule: "shelf_life_too_short", facts: more }];
}
