import { type SqlBool, sql } from "kysely";
import { asId, type UserId } from "#core/id.ts";
import {
  FIRST_TURN,
  MAIL_DEFAULT,
  type MailCadence,
  type MailSetting,
  type MailTurn,
} from "#core/notification/mail.ts";
import type { NotificationLanguage } from "#core/notification/words/catalogue.ts";
import { asInstant, type Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** What a member has chosen; `undefined` where nothing has been. */
export async function findMailSetting(database: Database, userId: UserId): Promise<MailSetting | undefined> {
  const row = await database
    .selectFrom("mailSetting")
    .select(["cadence", "language", "sendsFrom"])
    .where("userId", "=", userId)
    .executeTakeFirst();
  return row === undefined ? undefined : readSetting(row);
}

function readSetting(row: Readonly<Record<"cadence" | "language" | "sendsFrom", string>>): MailSetting {
  // Both held by the table's CHECKs.
  const [cadence, language] = [row.cadence as MailCadence, row.language as NotificationLanguage];
  return { cadence, language, sendsFrom: asInstant(row.sendsFrom) };
}

/** Writes a setting of a member who has none; nothing happens where there is one. */
export async function insertMailSetting(
  database: Database,
  userId: UserId,
  setting: MailSetting,
): Promise<void> {
  await database
    .insertInto("mailSetting")
    .values({ userId, ...setting })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Writes what a member has chosen. */
export async function putMailSetting(
  database: Database,
  userId: UserId,
  setting: MailSetting,
): Promise<void> {
  await database
    .insertInto("mailSetting")
    .values({ userId, ...setting })
    .onConflict((conflict) => conflict.column("userId").doUpdateSet(setting))
    .execute();
}

const TURN_COLUMNS = [
  "mailTurn.windowAt",
  "mailTurn.attempts",
  "mailTurn.takenUntil",
  "mailTurn.nextTryAt",
  "mailTurn.failure",
  "mailTurn.failedAt",
  "mailTurn.givenUp",
] as const;

/** A turn's columns; `attempts` is null where there is no row. */
interface TurnRow {
  readonly windowAt: string | null;
  readonly attempts: number | null;
  readonly takenUntil: string | null;
  readonly nextTryAt: string | null;
  readonly failure: string | null;
  readonly failedAt: string | null;
  readonly givenUp: boolean | null;
}

function readTurn({ attempts, failure, givenUp, ...at }: TurnRow): MailTurn {
  const read = (text: string | null) => (text === null ? null : asInstant(text));
  return {
    attempts: attempts ?? 0,
    failure,
    givenUp: givenUp ?? false,
    windowAt: read(at.windowAt),
    takenUntil: read(at.takenUntil),
    nextTryAt: read(at.nextTryAt),
    failedAt: read(at.failedAt),
  };
}

/** How far the sending to a member has come; before the first message, that of one to whom nothing was sent. */
export async function findMailTurn(database: Database, userId: UserId): Promise<MailTurn> {
  const row = await database
    .selectFrom("mailTurn")
    .select(TURN_COLUMNS)
    .where("userId", "=", userId)
    .executeTakeFirst();
  return row === undefined ? FIRST_TURN : readTurn(row);
}

/** Locks it until the transaction ends: one server after the other decides whether a message is due. */
export async function lockMailTurn(database: Database, userId: UserId): Promise<void> {
  await database
    .insertInto("mailTurn")
    .values({ userId, ...FIRST_TURN })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await database.selectFrom("mailTurn").select("userId").where("userId", "=", userId).forUpdate().execute();
}

/** Writes how far the sending to a member has come. Its turn must be locked, or taken by this server. */
export async function updateMailTurn(database: Database, userId: UserId, turn: MailTurn): Promise<void> {
  await database.updateTable("mailTurn").set(turn).where("userId", "=", userId).execute();
}

/** A member for whom something waits. */
export interface WaitingMember {
  readonly userId: UserId;
  readonly email: string;
  readonly setting: MailSetting;
  readonly turn: MailTurn;
  /** When that was told which waits longest. */
  readonly oldest: Instant;
}

/**
 * Members to whom something was told since `since` that they have neither read nor been sent, and who have not chosen that nothing is
 * sent; of those whose address nobody has confirmed, who have chosen (see `awaitsChoice`). `userId`: that one alone. Read through an index of
 * what waits: linear in that.
 */
export async function listWaitingMembers(
  database: Database,
  since: Instant,
  userId?: UserId,
): Promise<readonly WaitingMember[]> {
  let waiting = database
    .selectFrom("notification")
    .leftJoin("mailSetting", "mailSetting.userId", "notification.userId")
    .where("notification.readAt", "is", null)
    .where("notification.mailedAt", "is", null)
    .where("notification.createdAt", ">=", since)
    .where(
      sql<SqlBool>`notification.created_at >= coalesce(mail_setting.sends_from, '-infinity'::timestamptz)`,
    )
    .where(sql<SqlBool>`coalesce(mail_setting.cadence, ${MAIL_DEFAULT.cadence}) <> 'never'`)
    .groupBy("notification.userId")
    .select("notification.userId")
    .select((eb) => eb.fn.min("notification.createdAt").as("oldest"));
  if (userId !== undefined) waiting = waiting.where("notification.userId", "=", userId);
  const rows = await database
    .selectFrom(waiting.as("waiting"))
    .innerJoin("authUser", "authUser.id", "waiting.userId")
    .leftJoin("mailSetting", "mailSetting.userId", "waiting.userId")
    .leftJoin("mailTurn", "mailTurn.userId", "waiting.userId")
    .select([
      "waiting.userId",
      "waiting.oldest",
      "authUser.email",
      "mailSetting.cadence",
      "mailSetting.language",
      "mailSetting.sendsFrom",
      ...TURN_COLUMNS,
    ])
    .where((eb) =>
      eb.or([
        eb("authUser.emailVerified", "=", true),
        eb("mailSetting.sendsFrom", ">", MAIL_DEFAULT.sendsFrom),
      ]),
    )
    .orderBy("waiting.userId")
    .execute();
  return rows.map(({ userId: id, email, oldest, cadence, language, sendsFrom, ...turn }) => ({
    userId: asId<"user">(id),
    email,
    setting:
      cadence === null || language === null || sendsFrom === null
        ? MAIL_DEFAULT
        : readSetting({ cadence, language, sendsFrom }),
    turn: readTurn(turn),
    oldest: asInstant(oldest),
  }));
}
