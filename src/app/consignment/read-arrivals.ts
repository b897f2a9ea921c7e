import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { listArrivals } from "#store/arrival.ts";
import type { AppContext } from "../context.ts";

/** Consignments in one answer at most: more than a telephone's list is good for, and than one place counts in days. */
const ARRIVALS_MAX = 100;

/**
 * The consignments on their way to the parties for which the reader may receive, the first expected first, with all that is needed
 * to count them where there is no network; `total` says how many there are where the list is cut. Empty for who may receive for nobody.
 */
export async function readArrivals({ database, reference }: AppContext, actor: Actor) {
  const parties = new Set(actor.memberships.map(({ partyId }) => partyId));
  const recipients = [...parties].filter(
    (recipient) => permit(actor, "receive_consignment", { recipient }).ok,
  );
  const { items, total } = await listArrivals(database, recipients, ARRIVALS_MAX);
  return {
    total,
    items: items.map(({ lines, packages, ...head }) => ({
      ...head,
      lines: lines.map(({ consignmentId: _of, packUnits, ...line }) => ({
        ...line,
        unit: reference.items.get(line.itemId)?.unitName ?? "piece",
        packUnits: packUnits ?? 1,
      })),
      packages: packages.map(({ sscc }) => ({ sscc })),
    })),
  };
}
