import { normalizeConsignmentNumber } from "#core/consignment/number.ts";
import { isId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import {
  findIdentifier,
  hideUnpublished,
  listFollowedPapers,
  listFollowedSupplies,
  type Viewer,
} from "#store/follow.ts";
import { type ChainAfter, listChain } from "#store/movement.ts";
import { getSecretariatId } from "#store/party.ts";
import type { AppContext } from "../context.ts";

/** Movements of a page unless it is said otherwise; a supply shared out to the whole world has thousands. */
const CHAIN_DEFAULT = 1000;

/** Which page of the movements is wanted; left out, the first. */
export interface FollowPage {
  readonly after?: ChainAfter | undefined;
  readonly limit?: number | undefined;
  /** Who looks; left out, the public. */
  readonly actor?: Actor | undefined;
}

/**
 * Everything that is known of one identifier, from the giver's shelf on: a consignment's number or id, a package's
 * SSCC, a supply, a lot number, an entry, an offer, an agreement or a call. The movements come in pages: `next` says
 * where the next one begins. Of agreements that are not public, recipient, consignment and papers are for both sides and the
 * secretariat alone. Of very many supplies or consignments the first are listed, with the number of all. Refuses
 * with `not_found`.
 */
export async function follow(context: AppContext, identifier: string, page: FollowPage = {}) {
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
  const viewer = await describeViewer(context, page.actor);
  const papers = await listFollowedPapers(database, found, viewer);
  const { limit = CHAIN_DEFAULT, after } = page;
  const { chain, next } = await listChain(database, found, { after, limit });
  const { items } = context.reference;
  return accept({
    identifier,
    kind: found.kind,
    scenario: supplies[0]?.scenario ?? null,
    supplyCount: found.supplyIds.length,
    supplies: supplies.map(({ scenario: _scenario, ...supply }) => ({
      ...supply,
      unit: items.get(supply.itemId)?.unitName ?? "piece",
    })),
    ...papers,
    chain: await hideUnpublished(database, chain, { viewer, followed: found }),
    next,
  });
}

async function describeViewer({ database }: AppContext, actor: Actor | undefined): Promise<Viewer> {
  if (actor === undefined) return { seesAll: false, partyIds: [] };
  const secretariat = await getSecretariatId(database);
  const own = new Set(actor.memberships.map(({ partyId }) => partyId));
  return {
    seesAll: permit(actor, "read_unpublished", { secretariat }).ok,
    partyIds: [...own].filter((self) => permit(actor, "read_unpublished", { self }).ok),
  };
}
