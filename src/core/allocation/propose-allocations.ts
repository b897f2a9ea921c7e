import { type Agreement, NO_REDIRECT } from "#core/agreement/agreement.ts";
import type { Allocation } from "#core/allocation/round.ts";
import type { AgreementId, RoundId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { keepAsked } from "#core/shelf-life/agreed-shelf-life.ts";
import { type AskingRule, decideAsked, listRulesFor } from "#core/shelf-life/shelf-life.ts";
import type { Catalogue } from "./answering-items.ts";
import type { Snapshot, SnapshotNeed, SnapshotSupply } from "./snapshot.ts";

/** An agreement to which lines are still added. */
interface OpenAgreement extends Omit<Agreement, "lines"> {
  readonly lines: Agreement["lines"][number][];
}

/**
 * The agreements that a plan proposes: one for each giver and recipient between whom it allocates, one line for each supply,
 * call line, lane and day; in the order of the plan. Nobody has consented yet. Each line keeps what was asked of its lot's shelf life.
 */
export function proposeAllocations(
  roundId: RoundId,
  {
    snapshot,
    allocations,
    policyDays,
    catalogue,
  }: {
    readonly snapshot: Snapshot;
    readonly allocations: readonly Allocation[];
    /** Days that the round's policy asks to be left on arrival. */
    readonly policyDays: number;
    readonly catalogue: Catalogue;
  },
  newId: () => AgreementId,
): Agreement[] {
  const supplies = new Map(snapshot.supplies.map((supply) => [supply.supplyId, supply]));
  const needs = new Map(snapshot.needs.map((need) => [`${need.callId}/${need.callLineNumber}`, need]));
  const agreements = new Map<string, OpenAgreement>();
  for (const allocation of allocations) {
    const supply = supplies.get(allocation.supplyId);
    const need = needs.get(`${allocation.callId}/${allocation.callLineNumber}`);
    // A party's own supply for its own call needs nobody's consent and no agreement.
    if (supply === undefined || need === undefined || supply.giverId === need.partyId) continue;
    const key = `${supply.giverId}/${need.partyId}`;
    const agreement: OpenAgreement = agreements.get(key) ?? {
      id: newId(),
      giverId: supply.giverId,
      recipientId: need.partyId,
      roundId,
      ...NO_REDIRECT,
      status: "proposed",
      giverConsents: false,
      recipientConsents: false,
      lines: [],
    };
    const line = {
      lineNumber: agreement.lines.length + 1,
      supplyId: allocation.supplyId,
      callId: allocation.callId,
      callLineNumber: allocation.callLineNumber,
      quantity: asQuantity(allocation.quantity),
      fromSiteId: supply.siteId,
      toSiteId: need.siteId,
      departOn: allocation.departOn,
      arriveOn: allocation.arriveOn,
      redirectsLineNumber: null,
      ...keepAsked(decideAsked(listRules(snapshot, need, { supply, policyDays, catalogue }), supply)),
      agreedShelfLifeDays: null,
    };
    agreement.lines.push(line);
    agreements.set(key, agreement);
  }
  return [...agreements.values()];
}

/** Every rule that the plan kept for a lot and a need. */
function listRules(
  { shelfLifeRules }: Snapshot,
  { partyId, shelfLife }: SnapshotNeed,
  {
    supply: { itemId },
    policyDays,
    catalogue,
  }: { readonly supply: SnapshotSupply; readonly policyDays: number; readonly catalogue: Catalogue },
): AskingRule[] {
  return [
    ...listRulesFor(shelfLifeRules, { itemId, partyId }, catalogue),
    ...(shelfLife === null ? [] : [{ by: "call" as const, ...shelfLife }]),
    { by: "policy", leastDays: policyDays, leastPerCent: null },
  ];
}
