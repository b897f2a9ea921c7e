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
import type { Instant } from "#core/time.ts";
import { listMemberships } from "#store/account.ts";
import { listWaitingMembers, lockMailTurn, updateMailTurn, type WaitingMember } from "#store/mail.ts";
import { dropUnmailed, listUnmailed, markMailed, type Notification } from "#store/notification.ts";
import type { AppContext } from "../context.ts";
import { nameParty } from "./name-party.ts";
import type { Mail, Message, Sent } from "./open-mail.ts";

/** Messages of one round of house-keeping at most; the others wait for the next. */
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
 * sent and not noted comes twice, and none is lost. A mail server that cannot be reached ends the round; so does `signal`.
 */
export async function sendWaiting(context: AppContext, signal?: AbortSignal): Promise<MailSent> {
  const { mail, database } = context;
  const failures: string[] = [];
  let sent = 0;
  if (mail === undefined) return { sent, failures };
  const waiting = await listWaitingMembers(database, findReach(MAIL_DEFAULT, context.now()));
  for (const member of waiting) {
    if (sent >= MESSAGES_MAX || signal?.aborted === true) break;
    const done = await sendTo(context, mail, member);
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

/** Sends what is due to one member; `null` where nothing is, or another server is at it. */
async function sendTo(
  context: AppContext,
  mail: Mail,
  member: WaitingMember,
): Promise<Failed | { readonly ok: true } | null> {
  const { database, now } = context;
  const { userId, setting } = member;
  // A look without a lock first: nearly always nothing is due.
  if (findDue(setting, member.turn, { oldest: member.oldest, now: now() }) === null) return null;
  const taken = await takeDue(context, member);
  if (taken === null) return null;
  const since = findReach(setting, now());
  const visible = listVisible(await listMemberships(database, userId));
  const told = await listUnmailed(database, { userId, visible, since, most: TOLD_MAX });
  if (told.length === 0) {
    // Of roles that the member holds no more, or read meanwhile.
    await database.transaction().execute(async (transaction) => {
      await dropUnmailed(transaction, { userId, since }, now());
      await updateMailTurn(transaction, userId, { ...taken.turn, attempts: 0, takenUntil: null });
    });
    return null;
  }
  const sent = await mail.send(writeMessage(context, mail, { member, told }));
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
  const turn = failTurn(taken.turn, sent, { window: taken.window, now: now() });
  await updateMailTurn(database, userId, turn);
  return { ...sent, isGivenUp: turn.givenUp && turn.attempts === 0 };
}

/** Takes the member's turn where a message is due still, and commits that before anything is sent. */
async function takeDue(
  { database, now }: AppContext,
  { userId, setting, oldest }: WaitingMember,
): Promise<{ readonly turn: MailTurn; readonly window: Instant } | null> {
  return await database.transaction().execute(async (transaction) => {
    const turn = await lockMailTurn(transaction, userId);
    const window = findDue(setting, turn, { oldest, now: now() });
    if (window === null) return null;
    const taken = takeTurn(turn, now());
    await updateMailTurn(transaction, userId, taken);
    return { turn: taken, window };
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

/** The same as long as the oldest of what waits does: it is sent with the message, or again. */
function makeMessageId([oldest]: readonly Notification[], origin: string): string {
  const digest = createHash("sha256")
    .update(oldest?.id ?? "")
    .digest("hex");
  return `<${digest.slice(0, 32)}@${new URL(origin).hostname}>`;
}
