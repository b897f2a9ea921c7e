import type { PartyId, RecallId, SiteId, SupplyId } from "#core/id.ts";
import type { Movement, MovementKind, Stage } from "#core/ledger/movement.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { Occurred } from "#core/time.ts";

/**
 * What became of recalled units: `used_before`: they had been used when the recall came, and nobody had recorded it;
 * `missing`: they are not there.
 */
export const RECALL_OUTCOMES = ["destroyed", "returned", "used_before", "missing"] as const;
export type RecallOutcome = (typeof RECALL_OUTCOMES)[number];

/** What a holder says became of recalled units in its hands. */
export interface AccountForRecalled {
  readonly recallId: RecallId;
  readonly partyId: PartyId;
  readonly occurred?: string | undefined;
  readonly lines: readonly {
    readonly supplyId: SupplyId;
    readonly siteId: SiteId;
    readonly quantity: Quantity;
    readonly outcome: RecallOutcome;
  }[];
}

const MOVED: Readonly<Record<Exclude<RecallOutcome, "used_before">, { kind: MovementKind; stage: Stage }>> = {
  destroyed: { kind: "waste", stage: "wasted" },
  returned: { kind: "return", stage: "returned" },
  missing: { kind: "lose", stage: "lost" },
};

/**
 * The movements by which recalled units leave quarantine for good. Refuses with `malformed`: `not_of_this_recall` (a supply
 * that it does not name), `doubled_line` (supply, site and outcome twice), `used_after_the_recall` (units are said to have been used
 * before it, on a later day). Whether there are enough units, `postEntry` decides.
 */
export function decideAccountForRecalled(
  command: AccountForRecalled,
  occurred: Occurred,
  facts: { readonly recalled: ReadonlySet<SupplyId>; readonly startedOn: string },
): Result<Movement[], MalformedRefusal> {
  const problems = findProblems(command, occurred, facts);
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const { partyId } = command;
  return accept(
    command.lines.flatMap(({ supplyId, siteId, quantity, outcome }): Movement[] => {
      const at = (stage: Stage) => ({ partyId, siteId, stage });
      const move = (kind: MovementKind, from: Stage, to: Stage): Movement => ({
        kind,
        reversal: false,
        supplyId,
        from: at(from),
        to: at(to),
        quantity,
        recipientId: partyId,
        consignmentId: null,
        occurred,
      });
      if (outcome === "used_before") {
        return [move("unquarantine", "quarantined", "received"), move("use", "received", "used")];
      }
      const { kind, stage } = MOVED[outcome];
      return [move(kind, "quarantined", stage)];
    }),
  );
}

function findProblems(
  { lines }: AccountForRecalled,
  occurred: Occurred,
  { recalled, startedOn }: { readonly recalled: ReadonlySet<SupplyId>; readonly startedOn: string },
): Problem[] {
  const seen = new Set<string>();
  return lines.flatMap(({ supplyId, siteId, outcome }, index): Problem[] => {
    const field = `lines.${index}`;
    const problems: Problem[] = [];
    if (!recalled.has(supplyId)) {
      problems.push({ field: `${field}.supplyId`, value: supplyId, rule: "not_of_this_recall" });
    }
    const key = `${supplyId}/${siteId}/${outcome}`;
    if (seen.has(key)) problems.push({ field, value: supplyId, rule: "doubled_line" });
    seen.add(key);
    if (outcome === "used_before" && occurred.from > startedOn) {
      const facts = { startedOn };
      problems.push({ field: "occurred", value: occurred.text, rule: "used_after_the_recall", facts });
    }
    return problems;
  });
}
