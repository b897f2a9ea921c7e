import type { CommandId } from "#core/id.ts";
import { unpackHidden } from "#core/log/hidden-fields.ts";
import type { EntryNotLoggedRefusal } from "#core/log/log.ts";
import type { NotFoundRefusal } from "#core/not-found.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import { findEntry } from "#store/ledger.ts";
import {
  findLongBody,
  findPosition,
  findPublicAgreements,
  listLeaves,
  listSides,
  readLogState,
} from "#store/log.ts";
import { getSecretariatId } from "#store/party.ts";
import type { AppContext } from "../context.ts";
import { readEntry } from "../ledger/read-entry.ts";
import { hideWith } from "./hide-with.ts";
import type { Opening } from "./read-log.ts";

/** An entry as the log has it, with what of its hidden fields the reader may know. */
export interface OpenedEntry {
  readonly position: number;
  /** Canonical JSON, byte for byte what is hashed. */
  readonly leaf: string;
  /** Movements and supplies of an entry too long for its leaf. */
  readonly body: string | null;
  readonly openings: readonly Opening[];
}

/**
 * An entry's leaf with openings: for everybody of agreements that stand, for both sides of an agreement of that one, for those who
 * took part in the entry and the secretariat's coordinators and auditors of all, and who sent it for that person and the
 * secretariat's auditors. Refuses with `not_found`, `entry_not_logged`.
 */
export async function openEntry(
  context: AppContext,
  actor: Actor | undefined,
  entryId: CommandId,
): Promise<Result<OpenedEntry, EntryNotLoggedRefusal | NotFoundRefusal>> {
  const { database } = context;
  if ((await findEntry(database, entryId)) === undefined) {
    return refuse({ code: "not_found", noun: "entry", id: entryId });
  }
  const position = await findPosition(database, entryId);
  const [stored] = await listLeaves(database, { first: position ?? 0, last: position ?? 0 });
  if (stored === undefined) {
    const { size } = await readLogState(database);
    return refuse({ code: "entry_not_logged", entryId, size });
  }
  const hidden = unpackHidden(stored.hidden);
  const agreementIds = hidden.flatMap(({ agreementId }) => agreementId ?? []);
  const published = await findPublicAgreements(database, agreementIds);
  const own = await findOwnAgreements(context, actor, agreementIds);
  const tookPart = actor !== undefined && (await readEntry(context, actor, entryId)).ok;
  const author = hidden.find(({ field }) => field === "author")?.value;
  const knowsAuthor = actor !== undefined && (await maySeeAuthor(context, actor, author));
  const openings = hidden
    .filter(({ agreementId }) =>
      agreementId === null ? knowsAuthor : tookPart || own.has(agreementId) || published.has(agreementId),
    )
    .map(({ field, value }) => ({ field, salt: hideWith(stored.secret, field, value).salt, value }));
  const body = await findLongBody(database, stored.position);
  return accept({
    position: stored.position,
    leaf: Buffer.from(stored.leaf).toString(),
    body: body === null ? null : Buffer.from(body).toString(),
    openings,
  });
}

/** Those of the agreements that the reader sees as one of their sides: also before its party has taken part in the entry. */
async function findOwnAgreements(
  { database }: AppContext,
  actor: Actor | undefined,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (actor === undefined) return new Set();
  const sides = await listSides(database, ids);
  return new Set(
    sides
      .filter(({ partyId: self }) => permit(actor, "read_unpublished", { self }).ok)
      .map(({ agreementId }) => agreementId),
  );
}

async function maySeeAuthor(
  { database }: AppContext,
  actor: Actor,
  author: string | undefined,
): Promise<boolean> {
  if (actor.userId === author) return true;
  return permit(actor, "check_ledger", { secretariat: await getSecretariatId(database) }).ok;
}
