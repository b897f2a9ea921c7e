import type { Consignment, ConsignmentStatus, ConsignmentStep } from "#core/consignment/consignment.ts";
import type { Account, Movement, MovementKind } from "#core/ledger/movement.ts";
import type { Occurred } from "#core/time.ts";

type Place = Omit<Account, "supplyId">;

/** The parties and places of a consignment that its movements need. */
export type ConsignmentRoute = Pick<
  Consignment,
  "id" | "giverId" | "recipientId" | "fromSiteId" | "toSiteId" | "lines"
>;

/**
 * Where a consignment's units stand while they travel: with the giver at the site they left, from export
 * clearance on at the site of entry, from import clearance on in the recipient's hands.
 */
export function findTransitPlace(route: ConsignmentRoute, status: ConsignmentStatus): Place {
  const stage = "in_transit";
  if (status === "dispatched") return { partyId: route.giverId, siteId: route.fromSiteId, stage };
  if (status === "import_cleared") return { partyId: route.recipientId, siteId: route.toSiteId, stage };
  return { partyId: route.giverId, siteId: route.toSiteId, stage };
}

/**
 * The status that tells where a consignment's units stand on their way, by the steps it has taken: what happens
 * beside the way (a hold, a loss, the count) changes nothing about that.
 */
export function findTransitStatus(taken: { has(step: ConsignmentStep): boolean }): ConsignmentStatus {
  if (taken.has("clear_import")) return "import_cleared";
  return taken.has("clear_export") ? "export_cleared" : "dispatched";
}

/** What takes a movement back: the same units, the other way, at the time at which they had been said to move. */
export function reverseMovement(movement: Movement): Movement {
  return { ...movement, reversal: true, from: movement.to, to: movement.from };
}

/** The steps that move units as they are sent. */
export type MovingStep = "dispatch" | "clear_export" | "clear_import" | "lose";

/**
 * The movements of one step, one for each line of the consignment: all of its units. `status` is the one before
 * the step. Export clearance between a site and itself (a lane within one place) would move nothing and is left out.
 */
export function listStepMovements(
  route: ConsignmentRoute,
  status: ConsignmentStatus,
  step: MovingStep,
  occurred: Occurred,
): Movement[] {
  const { from, to, kind } = findStepPlaces(route, status, step);
  if (from.stage === to.stage && from.partyId === to.partyId && from.siteId === to.siteId) return [];
  return route.lines.map((line) => ({
    kind,
    reversal: false,
    supplyId: line.supplyId,
    from,
    to,
    quantity: line.quantity,
    recipientId: route.recipientId,
    consignmentId: route.id,
    occurred,
  }));
}

function findStepPlaces(
  route: ConsignmentRoute,
  status: ConsignmentStatus,
  step: MovingStep,
): { from: Place; to: Place; kind: MovementKind } {
  const giverAtOrigin = { partyId: route.giverId, siteId: route.fromSiteId };
  switch (step) {
    case "dispatch":
      return {
        kind: "dispatch",
        from: { ...giverAtOrigin, stage: "reserved" },
        to: { ...giverAtOrigin, stage: "in_transit" },
      };
    case "clear_export":
      return {
        kind: "clear_export",
        from: findTransitPlace(route, "dispatched"),
        to: findTransitPlace(route, "export_cleared"),
      };
    case "clear_import":
      return {
        kind: "clear_import",
        from: findTransitPlace(route, "arrived"),
        to: findTransitPlace(route, "import_cleared"),
      };
    case "lose": {
      const from = findTransitPlace(route, status);
      return { kind: "lose", from, to: { ...from, stage: "lost" } };
    }
  }
}
