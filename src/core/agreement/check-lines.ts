import type { AgreementLine } from "#core/agreement/agreement.ts";
import { isCallOpen } from "#core/call/meet-call.ts";
import type { CallStatus } from "#core/call/call.ts";
import { type Catalogue, listAnsweringItems } from "#core/allocation/answering-items.ts";
import type { CallId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import { accept, type Problem, type Result, refuse } from "#core/result.ts";
import type { ItemShelfLifeRule } from "#core/shelf-life/shelf-life.ts";
import type { Day } from "#core/time.ts";

/** A line of a call, with who calls and what is promised to it already. */
export interface Need {
  readonly callId: CallId;
  readonly lineNumber: number;
  readonly partyId: PartyId;
  readonly status: CallStatus;
  readonly scenario: string | null;
  readonly itemId: string;
  readonly quantity: number;
  readonly agreed: number;
  readonly siteId: SiteId;
  readonly windowFrom: Day;
  readonly windowTo: Day;
  readonly severity: number;
  readonly leastShelfLifeDays: number | null;
  readonly leastShelfLifePerCent: number | null;
}

/** A supply as it was offered. */
export interface Offered {
  readonly giverId: PartyId;
  readonly itemId: string;
  readonly siteId: SiteId;
  readonly expiry: Day | null;
  readonly manufacturedOn: Day | null;
  readonly availableFrom: Day;
  readonly availableUntil: Day | null;
  readonly scenario: string | null;
}

/** The needs and supplies that lines name, as far as they exist; needs by {@link needKey}. */
export interface LineFacts {
  readonly needs: ReadonlyMap<string, Need>;
  readonly supplies: ReadonlyMap<SupplyId, Offered>;
  readonly items: Catalogue;
  /** What items ask of everybody, and what the recipients of the needs ask, of the shelf life on arrival. */
  readonly shelfLifeRules: readonly ItemShelfLifeRule[];
}

/** The call has been met, withdrawn or has expired: nothing can be promised to it. */
export interface CallNotOpenRefusal {
  readonly code: "call_not_open";
  readonly callId: CallId;
  readonly status: CallStatus;
}

/** The line of the call needs less than would be promised to it. */
export interface MoreThanNeededRefusal {
  readonly code: "more_than_needed";
  readonly callId: CallId;
  readonly callLineNumber: number;
  /** Units that it still needs. */
  readonly needed: number;
  readonly asked: number;
}

/** Text key of a call's line. */
export function needKey(line: { readonly callId: CallId; readonly callLineNumber: number }): string {
  return `${line.callId}/${line.callLineNumber}`;
}

/** A line whose supply and need are known to exist. */
type KnownLine = Pick<AgreementLine, "supplyId" | "callId" | "callLineNumber" | "departOn" | "arriveOn">;

/**
 * What is wrong with the days of a line: `arrives_before_it_departs`, `departs_before_available`,
 * `departs_after_available`, `arrives_outside_window`, `expired_on_arrival`.
 */
export function findDayProblems(line: KnownLine, path: string, facts: LineFacts): Problem[] {
  const { departOn, arriveOn } = line;
  const depart = (rule: string): Problem => ({ field: `${path}.departOn`, value: departOn, rule });
  const arrive = (rule: string): Problem => ({ field: `${path}.arriveOn`, value: arriveOn, rule });
  if (arriveOn < departOn) return [arrive("arrives_before_it_departs")];
  const problems: Problem[] = [];
  const need = facts.needs.get(needKey(line));
  const supply = facts.supplies.get(line.supplyId);
  if (supply !== undefined) {
    const { availableFrom, availableUntil, expiry } = supply;
    if (departOn < availableFrom) problems.push(depart("departs_before_available"));
    if (availableUntil !== null && departOn > availableUntil)
      problems.push(depart("departs_after_available"));
    if (expiry !== null && expiry < arriveOn) problems.push(arrive("expired_on_arrival"));
  }
  if (need !== undefined && (arriveOn < need.windowFrom || arriveOn > need.windowTo)) {
    const window = { windowFrom: need.windowFrom, windowTo: need.windowTo };
    problems.push({ ...arrive("arrives_outside_window"), facts: window });
  }
  return problems;
}

/**
 * What is wrong with what a line joins: `unknown_call_line`, `supply_not_offered`, `supply_of_another_giver`,
 * `call_of_another_recipient`, `item_does_not_answer`, `of_another_scenario`.
 */
export function findJoinProblems(
  line: KnownLine,
  path: string,
  {
    giverId,
    recipientId,
    facts,
  }: {
    readonly giverId: PartyId;
    readonly recipientId: PartyId;
    readonly facts: LineFacts;
  },
): Problem[] {
  const need = facts.needs.get(needKey(line));
  const supply = facts.supplies.get(line.supplyId);
  const problems: Problem[] = [];
  const onSupply = (rule: string): void => {
    problems.push({ field: `${path}.supplyId`, value: line.supplyId, rule });
  };
  if (supply === undefined) onSupply("supply_not_offered");
  else if (supply.giverId !== giverId) onSupply("supply_of_another_giver");
  if (need === undefined) {
    const value = String(line.callLineNumber);
    problems.push({ field: `${path}.callLineNumber`, value, rule: "unknown_call_line" });
  } else if (need.partyId !== recipientId) {
    problems.push({ field: `${path}.callId`, value: line.callId, rule: "call_of_another_recipient" });
  }
  if (need === undefined || supply === undefined) return problems;
  if (need.scenario !== supply.scenario) onSupply("of_another_scenario");
  if (!listAnsweringItems(need.itemId, facts.items).includes(supply.itemId)) onSupply("item_does_not_answer");
  return problems;
}

/**
 * Whether the calls can still take what the lines promise: all lines of one agreement together. Refuses with
 * `call_not_open`, then with `more_than_needed`. The lines' needs are known.
 */
export function checkNeeds(
  lines: readonly Pick<AgreementLine, "callId" | "callLineNumber" | "quantity">[],
  needs: LineFacts["needs"],
): Result<null, CallNotOpenRefusal | MoreThanNeededRefusal> {
  const asked = new Map<string, number>();
  for (const line of lines) asked.set(needKey(line), (asked.get(needKey(line)) ?? 0) + line.quantity);
  const touched = [...asked].flatMap(([key, quantity]) => {
    const need = needs.get(key);
    return need === undefined ? [] : [{ need, quantity }];
  });
  for (const { need } of touched) {
    if (isCallOpen(need.status)) continue;
    // A call that is met is still asked what its line needs: that says more than its status.
    if (need.status === "met") continue;
    return refuse({ code: "call_not_open", callId: need.callId, status: need.status });
  }
  for (const { need, quantity } of touched) {
    const needed = Math.max(0, need.quantity - need.agreed);
    if (quantity <= needed) continue;
    const { callId, lineNumber: callLineNumber } = need;
    return refuse({ code: "more_than_needed", callId, callLineNumber, needed, asked: quantity });
  }
  return accept(null);
}
