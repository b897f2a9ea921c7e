import type { Agreement, AgreementLine } from "#core/agreement/agreement.ts";
import { listReservations } from "#core/agreement/agreement-movements.ts";
import type { ConsignmentStep } from "#core/consignment/consignment.ts";
import {
  type ConsignmentRoute,
  findTransitPlace,
  findTransitStatus,
  reverseMovement,
} from "#core/consignment/step-movements.ts";
import { invariant } from "#core/invariant.ts";
import type { Movement } from "#core/ledger/movement.ts";
import { listUnsending } from "#core/receipt/settle-difference.ts";
import type { Occurred } from "#core/time.ts";

/** What a redirect needs to know of the consignment that came too late. */
export interface RedirectFacts {
  readonly route: ConsignmentRoute;
  /** When each step happened that it has taken, its receipt among them. */
  readonly stepTimes: ReadonlyMap<ConsignmentStep, Occurred>;
  /** When both sides agreed. */
  readonly occurred: Occurred;
}

type RedirectedLine = Pick<AgreementLine, "supplyId" | "fromSiteId" | "quantity">;

/**
 * The movements by which units that wait in quarantine become the giver's to send on, and are set aside for the new recipient.
 *
 * They count for whom they reach in the end: what was said to have moved them to the first recipient (the receipt, the clearances,
 * the dispatch) is taken back, each at its own time, and the promise of them released. Then they stand where they are, in the
 * quarantine of the first recipient, and leave it into the giver's hands: neither of these two movements counts in a statement.
 *
 * Worked example: 100 dispatched in May and counted short-dated in June; 60 redirected in July. May has 40 dispatched to the first
 * recipient, June 40 received, July 60 agreed with the second; 60 are reserved where the 40 are.
 */
export function listRedirectMovements(
  agreement: Pick<Agreement, "giverId" | "recipientId">,
  lines: readonly RedirectedLine[],
  facts: RedirectFacts,
): Movement[] {
  const handedOver = lines.flatMap((line) => listHandOver(agreement.giverId, line, facts));
  return [...handedOver, ...listReservations(agreement, lines, facts.occurred)];
}

/**
 * What brings units of a redirect that fell through back to where they waited: released by the new recipient, in quarantine with
 * the first one, and counted as they were.
 */
export function listRestorations(
  agreement: Pick<Agreement, "giverId" | "recipientId">,
  lines: readonly RedirectedLine[],
  facts: RedirectFacts,
): Movement[] {
  const released = listReservations(agreement, lines, facts.occurred).map(
    ({ from, to, ...moved }): Movement => ({ ...moved, kind: "release", from: to, to: from }),
  );
  return [...released, ...lines.flatMap((line) => listHandOver(agreement.giverId, line, facts)).map(undo)];
}

/** What takes a movement back, also one that took another back. */
function undo(movement: Movement): Movement {
  return { ...reverseMovement(movement), reversal: !movement.reversal };
}

function listHandOver(
  giverId: Agreement["giverId"],
  { supplyId, quantity }: RedirectedLine,
  { route, stepTimes, occurred }: RedirectFacts,
): Movement[] {
  const received = stepTimes.get("receive");
  invariant(received !== undefined, "what waits in quarantine has been received");
  const at = { partyId: route.recipientId, siteId: route.toSiteId };
  const [hands, aside] = [{ ...at, stage: "received" } as const, { ...at, stage: "quarantined" } as const];
  const shelf = { partyId: giverId, siteId: route.toSiteId, stage: "available" } as const;
  const origin = { partyId: giverId, siteId: route.fromSiteId, stage: "available" } as const;
  const moved = {
    reversal: false,
    supplyId,
    quantity,
    recipientId: route.recipientId,
    consignmentId: route.id,
    occurred,
  } as const;
  const transit = findTransitPlace(route, findTransitStatus(stepTimes));
  const counted: Movement[] = [
    { ...moved, kind: "receive", from: transit, to: hands, occurred: received },
    { ...moved, kind: "quarantine", from: hands, to: aside, occurred: received },
  ];
  return [
    ...counted.map(reverseMovement),
    ...listUnsending(moved, { route, stepTimes, isOfferEnded: false }),
    { ...moved, kind: "quarantine", from: origin, to: aside },
    { ...moved, kind: "unquarantine", recipientId: null, from: aside, to: shelf },
  ];
}
