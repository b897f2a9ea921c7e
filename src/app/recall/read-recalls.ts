import type { PartyId, RecallId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import type { RecallStatus } from "#core/recall/recall.ts";
import { accept, refuse } from "#core/result.ts";
import type { PageRequest } from "#store/page.ts";
import { findSecretariatId } from "#store/party.ts";
import { findRecall, listHolders, listRecalls } from "#store/recall.ts";
import type { AppContext } from "../context.ts";
import { withSums } from "./show-recall.ts";

/** A page of recalls, newest first: they are public. `scenario`: `null` for what really is. */
export async function readRecalls(
  { database }: AppContext,
  filter: { readonly scenario: string | null; readonly status?: RecallStatus | undefined },
  page: PageRequest,
) {
  return await listRecalls(database, filter, page);
}

/** The recalls that a party of the actor's has been told of, and has not acknowledged everywhere: see `RecallFilter`. */
export async function readAwaitingRecalls({ database }: AppContext, actor: Actor, page: PageRequest) {
  const awaiting = listParties(actor);
  return await listRecalls(database, { scenario: null, awaiting }, page);
}

/** One recall with how far it has come. Refuses with `not_found`. */
export async function readRecall({ database }: AppContext, id: RecallId) {
  const recall = await findRecall(database, id);
  if (recall === undefined) return refuse({ code: "not_found", noun: "recall", id });
  return accept(await withSums(database, recall));
}

/**
 * A page of the holders of a recall, and where the units there are: all of them for the party that recalls, and for the
 * secretariat; for everybody else, and where `of` is `own`, those of the actor's own parties. Refuses with `not_found`.
 */
export async function readHolders(
  { database }: AppContext,
  actor: Actor,
  recallId: RecallId,
  page: {
    readonly afterKey?: string | undefined;
    readonly limit: number;
    readonly of?: "own" | undefined;
  },
) {
  const recall = await findRecall(database, recallId);
  if (recall === undefined) return refuse({ code: "not_found", noun: "recall", id: recallId });
  const secretariat = await findSecretariatId(database);
  const seesAll = permit(actor, "read_unpublished", { self: recall.partyId, secretariat }).ok;
  const parties = seesAll && page.of !== "own" ? undefined : listParties(actor);
  return accept(await listHolders(database, { recallId, parties }, page));
}

function listParties({ memberships }: Actor): PartyId[] {
  return [...new Set(memberships.map(({ partyId }) => partyId))];
}
