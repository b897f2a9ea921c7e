import type { Agreement } from "#core/agreement/agreement.ts";
import type { Allocation } from "#core/allocation/round.ts";
import type { AgreementId, RoundId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import type { Snapshot } from "./snapshot.ts";

/** An agreement to which lines are still added. */
interface OpenAgreement extends Omit<Agreement, "lines"> {
  readonly lines: Agreement["lines"][number][];
}

/**
 * The agreements that a plan proposes: one for each giver and recipient between whom it allocates, one line for each supply,
 * call line, lane and day; in the order of the plan. Nobody has consented yet.
 */
export function proposeAllocations(
  roundId: RoundId,
  { snapshot, allocations }: { readonly snapshot: Snapshot; readonly allocations: readonly Allocation[] },
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
    };
    agreement.lines.push(line);
    agreements.set(key, agreement);
  }
  return [...agreements.values()];
}
