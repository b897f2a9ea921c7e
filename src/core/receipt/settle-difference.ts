import type { ConsignmentStep } from "#core/consignment/consignment.ts";
import {
  type ConsignmentRoute,
  findTransitPlace,
  findTransitStatus,
  listStepMovements,
  reverseMovement,
} from "#core/consignment/step-movements.ts";
import type { Account, Movement, MovementKind } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import type { Difference, DifferenceReason, ReceiptLine } from "#core/receipt/receipt.ts";
import type { Occurred } from "#core/time.ts";

type Place = Omit<Account, "supplyId">;

/** What a settlement needs to know of the consignment. */
export interface SettlementFacts {
  readonly route: ConsignmentRoute;
  /** When each step happened that the consignment has taken. */
  readonly stepTimes: ReadonlyMap<ConsignmentStep, Occurred>;
  /** Whether the supply's offer has ended: what comes back to it then goes back where it came from. */
  readonly isOfferEnded: boolean;
  /** When both sides agreed. */
  readonly occurred: Occurred;
}

/**
 * The movements by which a settled difference enters the book. Missing units still stand where the consignment
 * travelled when it was counted.
 *
 * short: `lost_in_transit` → lost; `found_later` → received; `never_sent` → every step that was said to have moved
 * them is taken back at its own time, and the promise of them released: they have not been dispatched or cleared in
 * any month, and are available again. damaged, expired, vvm: in quarantine → wasted, or, sound after all, back to
 * received. short_dated: taken after all, back to received; why it came late moves nothing, as what is left aside stays in quarantine
 * and can still be redirected. surplus: produced → received.
 *
 * Worked example: sent 100, counted 97, three never sent, cleared for export in May, settled in June: dispatch and
 * export clearance of 3 reversed in May, 3 released in June.
 */
export function listSettlementMovements(
  difference: Pick<Difference, "quantity"> & Pick<ReceiptLine, "lineNumber" | "supplyId">,
  reason: DifferenceReason,
  facts: SettlementFacts,
): Movement[] {
  const { route, stepTimes, occurred } = facts;
  const places = findSettlementPlaces(reason, route, stepTimes);
  if (places === "stays") return [];
  const moved = {
    reversal: false,
    supplyId: difference.supplyId,
    quantity: asQuantity(difference.quantity),
    recipientId: route.recipientId,
    consignmentId: route.id,
    occurred,
  } as const;
  if (places === "never_sent") return listUnsending(moved, facts);
  return [{ ...moved, ...places }];
}

/**
 * What takes back that units were sent: every step that moved them is reversed at its own time, and the promise of them released, so
 * that they are available at the site they left.
 */
export function listUnsending(
  moved: Omit<Movement, "kind" | "from" | "to">,
  facts: Omit<SettlementFacts, "occurred">,
): Movement[] {
  const undone = listUndoneSteps(moved, facts);
  const { route, isOfferEnded } = facts;
  const origin = { partyId: route.giverId, siteId: route.fromSiteId };
  const available: Place = { ...origin, stage: "available" };
  undone.push({ ...moved, kind: "release", from: { ...origin, stage: "reserved" }, to: available });
  if (!isOfferEnded) return undone;
  const back = { recipientId: null, consignmentId: null, to: { ...origin, stage: "produced" } } as const;
  return [...undone, { ...moved, ...back, kind: "withdraw", from: available }];
}

/** The steps that moved units, reversed, each at its own time: they are promised again at the site they left. */
export function listUndoneSteps(
  { supplyId, quantity }: Pick<Movement, "supplyId" | "quantity">,
  { route, stepTimes }: Pick<SettlementFacts, "route" | "stepTimes">,
): Movement[] {
  const lines = [{ lineNumber: 1, supplyId, quantity }];
  const steps = ["clear_import", "clear_export", "dispatch"] as const;
  return steps.flatMap((step) => {
    const at = stepTimes.get(step);
    if (at === undefined) return [];
    return listStepMovements({ ...route, lines }, "dispatched", step, at).map(reverseMovement);
  });
}

function findSettlementPlaces(
  reason: DifferenceReason,
  route: ConsignmentRoute,
  stepTimes: SettlementFacts["stepTimes"],
): { kind: MovementKind; from: Place; to: Place } | "stays" | "never_sent" {
  const transit = findTransitPlace(route, findTransitStatus(stepTimes));
  const hands: Place = { partyId: route.recipientId, siteId: route.toSiteId, stage: "received" };
  const quarantined: Place = { ...hands, stage: "quarantined" };
  switch (reason) {
    case "lost_in_transit":
      return { kind: "lose", from: transit, to: { ...transit, stage: "lost" } };
    case "found_later":
      return { kind: "receive", from: transit, to: hands };
    case "damaged_in_transit":
    case "damaged_before_dispatch":
    case "expired_in_transit":
    case "expired_before_dispatch":
    case "heat_in_transit":
    case "heat_before_dispatch":
      return { kind: "waste", from: quarantined, to: { ...quarantined, stage: "wasted" } };
    case "sound_after_all":
    case "taken_after_all":
      return { kind: "unquarantine", from: quarantined, to: hands };
    case "delayed_in_transit":
    case "short_dated_before_dispatch":
    case "redirected":
      return "stays";
    case "never_sent":
      return "never_sent";
    case "sent_uncounted": {
      const from = { partyId: route.giverId, siteId: route.fromSiteId, stage: "produced" } as const;
      return { kind: "surplus", from, to: hands };
    }
  }
}
