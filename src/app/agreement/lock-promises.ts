import type { Agreement } from "#core/agreement/agreement.ts";
import type { AgreementId, SupplyId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { type LockedAgreement, lockAgreement } from "#store/agreement.ts";
import { type LockedCall, lockCalls } from "#store/call.ts";
import { lockConsignment } from "#store/consignment.ts";
import { findOfferedSupplies, type LockedOffer, lockOffers, type OfferedSupply } from "#store/offer.ts";
import { findReceiptHead } from "#store/receipt.ts";
import type { Database } from "#store/schema.ts";
import { refreshCalls } from "../call/refresh-calls.ts";
import { refreshOffers } from "../offer/refresh-offers.ts";

/** An agreement with the calls and offers of its lines, all locked. */
export interface Promises {
  readonly agreement: LockedAgreement | null;
  readonly calls: readonly LockedCall[];
  readonly offers: readonly LockedOffer[];
  /** Supplies whose offers have ended: what comes back to them is nobody's to promise. */
  readonly ended: ReadonlySet<SupplyId>;
  /** Where the units waited, if the agreement is a redirect. */
  readonly redirected: Redirected | null;
}

/** The consignment whose units a redirect takes, with the agreement that it carried and its receipt, locked. */
export type Redirected = NonNullable<Awaited<ReturnType<typeof lockRedirected>>>;

/**
 * Locks what rests on an agreement's units, in the one order that everybody keeps: agreement, what it redirects, calls, offers. To be
 * called before the ledger is touched. `null`: goods that travel without an agreement, on which nothing rests.
 */
export async function lockPromises(database: Database, id: AgreementId | null): Promise<Promises> {
  const agreement = await lockCarried(database, id);
  if (agreement === null) return { agreement, calls: [], offers: [], ended: new Set(), redirected: null };
  const redirected = await lockRedirected(database, agreement);
  const lines = [...agreement.lines, ...(redirected?.agreement?.lines ?? [])];
  const calls = await lockCalls(
    database,
    lines.map((line) => line.callId),
  );
  const supplies = await findOfferedSupplies(
    database,
    lines.map((line) => line.supplyId),
  );
  const offers = await lockOffers(
    database,
    [...supplies.values()].map((supply) => supply.offerId),
  );
  return { agreement, calls, offers, ended: listEnded(supplies, offers), redirected };
}

/** Locks what a redirect takes from, after the redirect's own agreement and before calls; `null` where it redirects nothing. */
export async function lockRedirected(database: Database, { redirectsConsignmentId: id }: Agreement) {
  if (id === null) return null;
  const consignment = await lockConsignment(database, id);
  invariant(consignment !== undefined, "a redirect's consignment exists");
  const agreement = await lockCarried(database, consignment.agreementId);
  const receipt = await findReceiptHead(database, id);
  invariant(receipt !== undefined, "a redirected consignment has its receipt");
  return { consignment, agreement, receiptId: receipt.id };
}

/** The agreement that a consignment carries out, locked; `null` for goods that travel without one. */
export async function lockCarried(
  database: Database,
  id: AgreementId | null,
): Promise<LockedAgreement | null> {
  if (id === null) return null;
  const agreement = await lockAgreement(database, id);
  invariant(agreement !== undefined, "a consignment's agreement exists");
  return agreement;
}

/** The supplies whose offers have ended, withdrawn or expired. */
export function listEnded(
  supplies: ReadonlyMap<SupplyId, OfferedSupply>,
  offers: readonly LockedOffer[],
): Set<SupplyId> {
  const ended = new Set(
    offers.filter(({ status }) => status === "withdrawn" || status === "expired").map(({ id }) => id),
  );
  return new Set([...supplies.values()].filter((one) => ended.has(one.offerId)).map((one) => one.supplyId));
}

/** Sets the statuses of calls and offers by what is now promised and available. */
export async function refreshPromises(database: Database, promises: Promises): Promise<void> {
  await refreshCalls(database, promises.calls);
  await refreshOffers(database, promises.offers);
}
