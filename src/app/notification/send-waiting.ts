import { createHash } from "node:crypto";
import { writeDigest } from "#formats/mail/write-digest.ts";
import {
  endTurn,
  failTurn,
  findDue,
  findReach,
  MAIL_DEFAULT,
  type MailTurn,
  takeTurn,
} from "#core/notification/mail.ts";
import { listVisible, pathOf } from "#core/notification/notification.ts";
import type { UserId } from "#core/id.ts";
import type { Instant } from "#core/time.ts";
import { listMemberships } from "#store/account.ts";
import { listWaitingMembers, lockMailTurn, updateMailTurn, type WaitingMember } from "#store/mail.ts";
import { listUnmailed, listUnmailedIds, markMailed, type Notification } from "#store/notification.ts";
import type { AppContext } from "../context.ts";
import { nameParty } from "./name-party.ts";
import type { Mail, Message, Sent } from "./open-mail.ts";

/** Messages of one round of house-keeping at most, those that fail among them; the others wait for the next. */
const MESSAGES_MAX = 200;

/** Notifications that one message says it has: those beyond come with the next. */
const TOLD_MAX = 1000;

/** Notifications that are listed in a message; of others it says how many they are. */
const LISTED_MAX = 50;

/** What one round of sending did. */
export interface MailSent {
  readonly sent: number;
  /** Why messages could not be sent, a sentence each, without addresses. */
  readonly failures: readonly string[];
}

/**
 * Sends the messages that are due to members, by the mail server of the context; without one nothing is sent. Can be run at any time
 * and by several servers at once: a server takes the turn of a member for some minutes before it sends, in a transaction of its
 * own, and notes afterwards what became of the message.
 *
 * A crash before that leaves the turn taken: when it runs out, the message is sent again, under the same identifier. So one that was
 * sent and not noted comes twice, and none is lost. A mail server that cannot be reached, or takes nothing from us, ends the round; so
 * does `signal`, which leaves the turn of the message under way as a crash does.
 */
export async function sendWaiting(context: AppContext, signal?: AbortSignal): Promise<MailSent> {
  const { mail, database } = context;
  const failures: string[] = [];
  let sent = 0;
  if (mail === undefined) return { sent, failures };
  const waiting = await listWaitingMembers(database, findReach(MAIL_DEFAULT, context.now()));
  for (const member of waiting) {
    if (sent + failures.length >= MESSAGES_MAX || signal?.aborted === true) break;
    const done = await sendTo(context, mail, member, signal);
    if (done === null) continue;
    if (done.ok) sent += 1;
    else {
      failures.push(describeFailure(member, done));
      if (done.isConnection) break;
    }
  }
  return { sent, failures };
}

type Failed = Extract<Sent, { ok: false }> & { readonly isGivenUp: boolean };

function describeFailure({ userId }: WaitingMember, { reason, isGivenUp }: Failed): string {
  const what = isGivenUp ? "was given up" : "is tried again later";
  return `A message to the member ${userId} could not be sent and ${what}: ${reason}`;
}

/** Sends what is due to one member; `null` where nothing is, another server is at it, or `signal` has ended it. */
async function sendTo(
  context: AppContext,
  mail: Mail,
  waiting: WaitingMember,
  signal: AbortSignal | undefined,
): Promise<Failed | { readonly ok: true } | null> {
  const { database, now } = context;
  const { userId } = waiting;
  // A look without a lock first: nearly always nothing is due.
  if (findDue(waiting.setting, waiting.turn, { oldest: waiting.oldest, now: now() }) === null) return null;
  const taken = await takeDue(context, userId);
  if (taken === null) return null;
  const { member, turn } = taken;
  const range = { userId, since: findReach(member.setting, now()), most: TOLD_MAX };
  // Before the roles are read: what comes meanwhile, perhaps by a role that is new, is not among them.
  const looked = await listUnmailedIds(database, range);
  const visible = listVisible(await listMemberships(database, userId));
  const told = await listUnmailed(database, { ...range, visible });
  if (told.length === 0) {
    // Of roles that the member holds no more, or read meanwhile.
    await database.transaction().execute(async (transaction) => {
      await markMailed(transaction, looked, now());
      await updateMailTurn(transaction, userId, { ...turn, attempts: 0, takenUntil: null });
    });
    return null;
  }
  const sent = await mail.send(writeMessage(context, mail, { member, told }), signal);
  if (sent.ok) {
    await database.transaction().execute(async (transaction) => {
      await markMailed(
        transaction,
        told.map(({ id }) => id),
        now(),
      );
      await updateMailTurn(transaction, userId, endTurn(taken.window));
    });
    return sent;
  }
  // Nobody knows whether it was taken.
  if (signal?.aborted === true) return null;
  const failed = failTurn(turn, sent, now());
  await updateMailTurn(database, userId, failed);
  return { ...sent, isGivenUp: failed.givenUp && failed.attempts === 0 };
}

/** A message that is due, to whom as they have it now, and the turn as it was taken for it. */
interface Taken {
  readonly member: WaitingMember;
  readonly turn: MailTurn;
  readonly window: Instant;
}

/**
 * Takes the member's turn where a message is due still, and commits that before anything is sent. What the member has chosen and which
 * address they have is read again: the round may have begun long ago.
 */
async function takeDue({ database, now }: AppContext, userId: UserId): Promise<Taken | null> {
  return await database.transaction().execute(async (transaction) => {
    await lockMailTurn(transaction, userId);
    const [member] = await listWaitingMembers(transaction, findReach(MAIL_DEFAULT, now()), userId);
    if (member === undefined) return null;
    const window = findDue(member.setting, member.turn, { oldest: member.oldest, now: now() });
    if (window === null) return null;
    const turn = takeTurn(member.turn, now());
    await updateMailTurn(transaction, userId, turn);
    return { member, turn, window };
  });
}

function writeMessage(
  { reference }: AppContext,
  { origin }: Mail,
  { member, told }: { readonly member: WaitingMember; readonly told: readonly Notification[] },
): Message {
  const { language } = member.setting;
  const allUrl = `${origin}/notifications`;
  const settingUrl = `${origin}/notifications#mail`;
  const lines = told.slice(0, LISTED_MAX).map(({ kind, thingId, name, day, other }) => ({
    kind,
    name,
    day,
    party: nameParty(reference, language, other),
    url: `${origin}${pathOf(kind, thingId)}`,
  }));
  const further = told.length - lines.length;
  const written = writeDigest({ language, lines, further, allUrl, settingUrl });
  return { ...written, to: member.email, messageId: makeMessageId(told, origin), settingUrl };
}

/** The same for the same notifications alone: a mailbox may drop what comes again under an identifier, and with it what is new. */
function makeMessageId(told: readonly Notification[], origin: string): string {
  const digest = createHash("sha256")
    .update(told.map(({ id }) => id).join(" "))
    .digest("hex");
  return `<${digest.slice(0, 32)}@${new URL(origin).hostname}>`;
}
