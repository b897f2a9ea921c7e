import { normalizeConsignmentNumber } from "#core/consignment/number.ts";
import { isId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { findIdentifier, listFollowedPapers, listFollowedSupplies } from "#store/follow.ts";
import { listChain } from "#store/movement.ts";
import type { AppContext } from "../context.ts";

/** Movements shown at most; a supply shared out to the whole world has thousands. */
const CHAIN_MAX = 5000;

/**
 * Everything that is known of one identifier, from the giver's shelf on: a consignment's number or id, a package's
 * SSCC, a supply, a lot number, an entry, an offer, an agreement or a call. Refuses with `not_found`.
 */
export async function follow(context: AppContext, identifier: string) {
  const { database } = context;
  const text = normalizeConsignmentNumber(identifier);
  const lower = identifier.trim().toLowerCase();
  const isUuid = isId(lower);
  const found =
    (await findIdentifier(database, { text: isUuid ? lower : text, isUuid })) ??
    // A lot number is case-sensitive: as it was typed.
    (isUuid ? undefined : await findIdentifier(database, { text: identifier.trim(), isUuid: false }));
  if (found === undefined)
    return refuse({ code: "not_found", noun: "identifier", id: identifier.slice(0, 60) });
  const supplies = await listFollowedSupplies(database, found.supplyIds);
  const papers = await listFollowedPapers(database, found);
  const chain = await listChain(database, found, CHAIN_MAX);
  const { items } = context.reference;
  return accept({
    identifier,
    kind: found.kind,
    scenario: supplies[0]?.scenario ?? null,
    supplies: supplies.map(({ scenario: _scenario, ...supply }) => ({
      ...supply,
      unit: items.get(supply.itemId)?.unitName ?? "piece",
    })),
    ...papers,
    chain,
  });
}
