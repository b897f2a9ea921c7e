import { CALL_VALID_DAYS, type Call, type CallBasis, type CallLine } from "#core/call/call.ts";
import type { CallId, PartyId, SiteId } from "#core/id.ts";
import { asQuantity, type Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { addDays, type Day, dayOf, type Instant } from "#core/time.ts";

/** A party asks for help. */
export interface RaiseCall {
  readonly partyId: PartyId;
  readonly emergency?: string | undefined;
  readonly lines: readonly {
    readonly itemId: string;
    readonly quantity: Quantity;
    readonly windowFrom: Day;
    readonly windowTo: Day;
    readonly siteId: SiteId;
    readonly severity: number;
    readonly smallestUseful?: Quantity | undefined;
    readonly leastShelfLifeDays?: number | undefined;
    readonly leastShelfLifePerCent?: number | undefined;
    readonly basis?: CallBasis | undefined;
  }[];
}

/** What the decision needs to know of the world. */
export interface RaiseCallFacts {
  readonly id: CallId;
  readonly now: Instant;
  /** The scenario it belongs to, whose days may lie in the past; `null` for what really is. */
  readonly scenario: string | null;
  readonly items: ReadonlyMap<string, { readonly quantityMax: number }>;
  readonly siteIds: ReadonlySet<SiteId>;
}

/**
 * The call, open from now on and confirmed for {@link CALL_VALID_DAYS} days. Refuses with `malformed`, which
 * lists every line's problems at once: unknown item or site, quantity above the item's bound, a window that
 * ends before it begins or has ended already, a smallest useful quantity above the quantity, a doubled line.
 */
export function decideRaiseCall(command: RaiseCall, facts: RaiseCallFacts): Result<Call, MalformedRefusal> {
  const problems = command.lines.flatMap((line, index) => findLineProblems(line, `lines.${index}`, facts));
  problems.push(...findDoubledLines(command));
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const lines: CallLine[] = command.lines.map((line, index) => ({
    lineNumber: index + 1,
    itemId: line.itemId,
    quantity: line.quantity,
    windowFrom: line.windowFrom,
    windowTo: line.windowTo,
    siteId: line.siteId,
    severity: line.severity,
    smallestUseful: line.smallestUseful ?? asQuantity(1),
    leastShelfLifeDays: line.leastShelfLifeDays ?? null,
    leastShelfLifePerCent: line.leastShelfLifePerCent ?? null,
    basis: line.basis ?? null,
  }));
  return accept({
    id: facts.id,
    partyId: command.partyId,
    status: "open",
    emergency: command.emergency ?? null,
    scenario: facts.scenario,
    confirmedAt: facts.now,
    expiresOn: addDays(dayOf(facts.now), CALL_VALID_DAYS),
    lines,
  });
}

function findLineProblems(line: RaiseCall["lines"][number], path: string, facts: RaiseCallFacts): Problem[] {
  const problems: Problem[] = [];
  const item = facts.items.get(line.itemId);
  if (item === undefined)
    problems.push({ field: `${path}.itemId`, value: line.itemId, rule: "unknown_item" });
  else if (line.quantity > item.quantityMax) {
    problems.push({
      field: `${path}.quantity`,
      value: String(line.quantity),
      rule: "quantity_above_bound",
      facts: { quantityMax: item.quantityMax },
    });
  }
  if (!facts.siteIds.has(line.siteId)) {
    problems.push({ field: `${path}.siteId`, value: line.siteId, rule: "unknown_site" });
  }
  if (line.windowTo < line.windowFrom) {
    problems.push({ field: `${path}.windowTo`, value: line.windowTo, rule: "window_ends_before_it_begins" });
  } else if (facts.scenario === null && line.windowTo < dayOf(facts.now)) {
    problems.push({ field: `${path}.windowTo`, value: line.windowTo, rule: "window_has_ended" });
  }
  if (line.smallestUseful !== undefined && line.smallestUseful > line.quantity) {
    problems.push({
      field: `${path}.smallestUseful`,
      value: String(line.smallestUseful),
      rule: "smallest_useful_above_quantity",
    });
  }
  return problems;
}

/** Two lines that ask for the same item at the same site in the same window are one need written twice. */
function findDoubledLines(command: RaiseCall): Problem[] {
  const seen = new Map<string, number>();
  return command.lines.flatMap((line, index) => {
    const key = `${line.itemId}/${line.siteId}/${line.windowFrom}/${line.windowTo}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, index);
      return [];
    }
    return [{ field: `lines.${index}`, value: line.itemId, rule: "doubled_line", facts: { sameAs: first } }];
  });
}
