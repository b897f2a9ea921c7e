import { type ExpiredRefusal, listExpired } from "#core/ledger/expiry.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { Occurred } from "#core/time.ts";
import type { LockedConsignment } from "#store/consignment.ts";
import { findSupplies } from "#store/ledger.ts";
import type { Database } from "#store/schema.ts";

/** Those of a consignment's supplies whose last day of use was past when something happened to it. */
export async function readExpired(
  database: Database,
  { lines }: Pick<LockedConsignment, "lines">,
  occurred: Occurred,
): Promise<ExpiredRefusal[]> {
  const supplyIds = lines.map((line) => line.supplyId);
  return listExpired(supplyIds, await findSupplies(database, supplyIds), occurred);
}

/** Refuses with `expired` where a lot of the consignment may not be used any more. */
export async function checkExpiry(
  database: Database,
  consignment: Pick<LockedConsignment, "lines">,
  occurred: Occurred,
): Promise<Result<null, ExpiredRefusal>> {
  const [expired] = await readExpired(database, consignment, occurred);
  return expired === undefined ? accept(null) : refuse(expired);
}
