import { sql, type SqlBool } from "kysely";
import { asId, type PartyId, type UserId } from "#core/id.ts";
import type {
  Member,
  NotificationId,
  NotificationKind,
  Telling,
  Visible,
} from "#core/notification/notification.ts";
import type { PartyKind, Role } from "#core/party/party.ts";
import { asDay, asInstant, type Day, type Instant } from "#core/time.ts";
import { isOneOf, listBatches } from "./batches.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** A party as sentences name it. */
export interface NamedParty {
  readonly code: string;
  readonly name: string;
  readonly kind: PartyKind;
}

/** A notification as it was told to one member. */
export interface Notification {
  readonly id: NotificationId;
  readonly kind: NotificationKind;
  readonly thingId: string;
  /** For which party the member was told. */
  readonly own: NamedParty;
  readonly other: NamedParty | null;
  readonly name: string | null;
  readonly day: Day | null;
  readonly happenedAt: Instant;
  readonly createdAt: Instant;
  readonly readAt: Instant | null;
}

/** Everybody who holds a role for one of the parties, role by role, by party. */
export async function listMembersOf(
  database: Database,
  partyIds: readonly PartyId[],
): Promise<ReadonlyMap<PartyId, readonly Member[]>> {
  const rows = await database
    .selectFrom("membership")
    .select(["userId", "partyId", "role"])
    .where(isOneOf("partyId", partyIds))
    .orderBy("userId")
    .orderBy("partyId")
    .orderBy("role")
    .execute();
  const members = new Map<PartyId, Member[]>();
  for (const row of rows) {
    const partyId = asId<"party">(row.partyId);
    const role = row.role as Role; // held by the table's CHECK
    const member = { userId: asId<"user">(row.userId), partyId, role };
    const others = members.get(partyId);
    if (others === undefined) members.set(partyId, [member]);
    else others.push(member);
  }
  return members;
}

/** Values of a row that is written. */
const COLUMNS = 12;

/** Writes what members are told; what one has been told before is left as it is. Returns how many were written. */
export async function insertNotifications(
  database: Database,
  tellings: readonly Telling[],
  { createdAt, newId }: { readonly createdAt: Instant; readonly newId: () => string },
): Promise<number> {
  let written = 0;
  for (const batch of listBatches(tellings, COLUMNS)) {
    const { numInsertedOrUpdatedRows } = await database
      .insertInto("notification")
      .values(
        batch.map(({ userId, partyId, relation, otherPartyId, news }) => ({
          id: newId(),
          userId,
          happened: news.happened,
          kind: news.kind,
          partyId,
          relation,
          thingId: news.thingId,
          otherPartyId,
          name: news.name,
          day: news.day,
          happenedAt: news.happenedAt,
          createdAt,
        })),
      )
      .onConflict((conflict) => conflict.columns(["userId", "happened"]).doNothing())
      .executeTakeFirst();
    written += Number(numInsertedOrUpdatedRows ?? 0);
  }
  return written;
}

/** Removes what was told before an instant. Returns how many. */
export async function deleteNotifications(database: Database, before: Instant): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom("notification")
    .where("createdAt", "<", before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Whose notifications, and which of them may be shown. */
export interface Reader {
  readonly userId: UserId;
  readonly visible: readonly Visible[];
}

/** A reader to whom nothing may be shown reads nothing: an empty list is no condition that is true. */
function isVisible(visible: readonly Visible[]) {
  const each = visible.map(
    ({ partyId, relation, kinds }) =>
      sql<SqlBool>`(notification.party_id = ${partyId} and notification.relation = ${relation} and notification.kind = any(${[...kinds]}::text[]))`,
  );
  return each.length === 0 ? sql<SqlBool>`false` : sql<SqlBool>`(${sql.join(each, sql` or `)})`;
}

function selectShown(database: Database, { userId, visible }: Reader) {
  return database
    .selectFrom("notification")
    .innerJoin("party as own", "own.id", "notification.partyId")
    .leftJoin("party as other", "other.id", "notification.otherPartyId")
    .select([
      "notification.id",
      "own.code as ownCode",
      "own.name as ownName",
      "notification.thingId",
      "notification.name",
      "notification.day",
      "notification.happenedAt",
      "notification.createdAt",
      "notification.readAt",
      "other.code as otherCode",
      "other.name as otherName",
    ])
    .select((eb) => [
      eb.ref("notification.kind").$castTo<NotificationKind>().as("kind"),
      eb.ref("own.kind").$castTo<PartyKind>().as("ownKind"),
      eb.ref("other.kind").$castTo<PartyKind | null>().as("otherKind"),
    ])
    .where("notification.userId", "=", userId)
    .where(isVisible(visible));
}

type ShownRow = Awaited<ReturnType<ReturnType<typeof selectShown>["execute"]>>[number];

function readShown(shown: ShownRow): Notification {
  const { ownCode, ownName, ownKind, otherCode, otherName, otherKind, ...row } = shown;
  const hasOther = otherCode !== null && otherName !== null && otherKind !== null;
  return {
    ...row,
    id: asId(row.id),
    own: { code: ownCode, name: ownName, kind: ownKind },
    other: hasOther ? { code: otherCode, name: otherName, kind: otherKind } : null,
    day: row.day === null ? null : asDay(row.day),
    happenedAt: asInstant(row.happenedAt),
    createdAt: asInstant(row.createdAt),
    readAt: row.readAt === null ? null : asInstant(row.readAt),
  };
}

/** A page of a reader's notifications, newest first; `unread`: those alone that were not read. */
export async function listNotifications(
  database: Database,
  { unread, ...reader }: Reader & { readonly unread: boolean },
  page: PageRequest,
): Promise<Page<Notification>> {
  let query = selectShown(database, reader);
  if (unread) query = query.where("notification.readAt", "is", null);
  if (page.after !== undefined) {
    query = query.where(isOlder({ createdAt: "notification.createdAt", id: "notification.id" }, page.after));
  }
  const rows = await query
    .orderBy("notification.createdAt", "desc")
    .orderBy("notification.id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(rows.map(readShown), page.limit);
}

/** How many a reader has not read: `most` where there are as many or more. */
export async function countUnread(
  database: Database,
  { userId, visible }: Reader,
  most: number,
): Promise<number> {
  const row = await database
    .selectFrom(
      database
        .selectFrom("notification")
        .select("id")
        .where("userId", "=", userId)
        .where("readAt", "is", null)
        .where(isVisible(visible))
        .limit(most)
        .as("unread"),
    )
    .select(sql<number>`count(*)::integer`.as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Notes that a member has read one; what was read before keeps its time. False where the member has no such notification. */
export async function markRead(
  database: Database,
  { userId, id }: { readonly userId: UserId; readonly id: NotificationId },
  at: Instant,
): Promise<boolean> {
  const row = await database
    .updateTable("notification")
    .set({ readAt: sql`coalesce(read_at, ${at}::timestamptz)` })
    .where("id", "=", id)
    .where("userId", "=", userId)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes that a member has read all that were told up to one of them, that one included. False as {@link markRead}. */
export async function markReadUpTo(
  database: Database,
  { userId, id }: { readonly userId: UserId; readonly id: NotificationId },
  at: Instant,
): Promise<boolean> {
  const last = await database
    .selectFrom("notification")
    .select(["id", "createdAt"])
    .where("id", "=", id)
    .where("userId", "=", userId)
    .executeTakeFirst();
  if (last === undefined) return false;
  await database
    .updateTable("notification")
    .set({ readAt: at })
    .where("userId", "=", userId)
    .where("readAt", "is", null)
    .where(sql<SqlBool>`(created_at, id) <= (${last.createdAt}::timestamptz, ${last.id}::uuid)`)
    .execute();
  return true;
}

/** Of the reader's notifications since an instant, those that were neither read nor sent by e-mail, oldest first. */
export async function listUnmailed(
  database: Database,
  { since, most, ...reader }: Reader & { readonly since: Instant; readonly most: number },
): Promise<readonly Notification[]> {
  const rows = await selectShown(database, reader)
    .where("notification.readAt", "is", null)
    .where("notification.mailedAt", "is", null)
    .where("notification.createdAt", ">=", since)
    .orderBy("notification.createdAt")
    .orderBy("notification.id")
    .limit(most)
    .execute();
  return rows.map(readShown);
}

/** Notes that notifications were sent by e-mail, or are not to be. */
export async function markMailed(
  database: Database,
  ids: readonly NotificationId[],
  at: Instant,
): Promise<void> {
  await database.updateTable("notification").set({ mailedAt: at }).where(isOneOf("id", ids)).execute();
}

/** Ids of what was told to a member since an instant, visible or not, and was neither read nor sent by e-mail, oldest first. */
export async function listUnmailedIds(
  database: Database,
  { userId, since, most }: { readonly userId: UserId; readonly since: Instant; readonly most: number },
): Promise<readonly NotificationId[]> {
  const rows = await database
    .selectFrom("notification")
    .select("id")
    .where("userId", "=", userId)
    .where("readAt", "is", null)
    .where("mailedAt", "is", null)
    .where("createdAt", ">=", since)
    .orderBy("createdAt")
    .orderBy("id")
    .limit(most)
    .execute();
  return rows.map(({ id }) => asId<"notification">(id));
}
