import { Temporal } from "temporal-polyfill";
import { addDays, asInstant, dayOf, type Instant } from "#core/time.ts";
import type { NotificationLanguage } from "./words/catalogue.ts";

/** How often a member is told by e-mail. */
export const MAIL_CADENCES = ["at_once", "daily", "weekly", "never"] as const;
export type MailCadence = (typeof MAIL_CADENCES)[number];

/** What a member has chosen. */
export interface MailSetting {
  readonly cadence: MailCadence;
  readonly language: NotificationLanguage;
  /** What was told before is not sent any more. */
  readonly sendsFrom: Instant;
}

/** What holds for who has never chosen: a digest a day, in English. */
export const MAIL_DEFAULT: MailSetting = {
  cadence: "daily",
  language: "en",
  sendsFrom: asInstant("1970-01-01T00:00:00Z"),
};

/** How far the sending to one member has come. */
export interface MailTurn {
  /** Beginning of the window of the last message; `null` before the first. */
  readonly windowAt: Instant | null;
  /** Tries of the message that is due: those that failed, and those that were cut off. */
  readonly attempts: number;
  /** A server is at it until then; `null`: none is. */
  readonly takenUntil: Instant | null;
  readonly nextTryAt: Instant | null;
  /** Why the last try failed; `null` where it did not. */
  readonly failure: string | null;
  readonly failedAt: Instant | null;
  readonly givenUp: boolean;
}

export const FIRST_TURN: MailTurn = {
  windowAt: null,
  attempts: 0,
  takenUntil: null,
  nextTryAt: null,
  failure: null,
  failedAt: null,
  givenUp: false,
};

/** The hour (UTC) at which the windows of digests begin, and the day of the week on which those of a week do (1: Monday). */
const DIGEST_HOUR = "06:00:00Z";
const DIGEST_WEEKDAY = 1;

/** What has waited longer than so many days is not sent any more; in the program it stands still. */
const MAIL_REACH_DAYS = 30;

/** A server that takes a member's turn and does not come back loses it after so long. Longer than any message takes. */
const TURN_MINUTES = 5;

/** After a failed try the next one waits so long, minutes; after the last of them the message is given up. */
const WAITS_MINUTES = [1, 5, 15, 60, 240] as const;

/** How often a message is tried before it is given up. */
export const MAIL_TRIES_MAX = WAITS_MINUTES.length + 1;

/** After a message was given up, the next one is not tried before so long, minutes: a day. */
const GIVEN_UP_MINUTES = 1440;

/** No turn and no wait lasts longer, minutes, however much the servers' clocks differ: a clock that was ahead wrote what does. */
const AHEAD_MINUTES_MAX = 2 * GIVEN_UP_MINUTES;

/** The instant so many minutes later; before it when negative. */
function addMinutes(at: Instant, minutes: number): Instant {
  return asInstant(Temporal.Instant.from(at).add({ minutes }).toString());
}

/**
 * When the window began in which `now` lies: digests of a day run from 06:00 UTC to 06:00 UTC, those of a week from Monday's.
 * At once: every instant is a window of its own. `null`: there is none, since nothing is sent.
 */
export function findWindow(cadence: MailCadence, now: Instant): Instant | null {
  if (cadence === "never") return null;
  if (cadence === "at_once") return now;
  const today = dayOf(now);
  const todays = asInstant(`${today}T${DIGEST_HOUR}`);
  // Instants are written alike, so that their order is that of their texts.
  const lastDay = now >= todays ? today : addDays(today, -1);
  if (cadence === "daily") return asInstant(`${lastDay}T${DIGEST_HOUR}`);
  const weekday = Temporal.PlainDate.from(lastDay).dayOfWeek;
  return asInstant(`${addDays(lastDay, -((weekday - DIGEST_WEEKDAY + 7) % 7))}T${DIGEST_HOUR}`);
}

/** Since when what waits to be sent counts: what the member has chosen, and no longer ago than {@link MAIL_REACH_DAYS}. */
export function findReach({ sendsFrom }: Pick<MailSetting, "sendsFrom">, now: Instant): Instant {
  const reach = addMinutes(now, -MAIL_REACH_DAYS * 24 * 60);
  return sendsFrom > reach ? sendsFrom : reach;
}

/**
 * Whether nothing is sent before the member chooses: nobody has confirmed that the address is theirs, so that messages may go to
 * somebody who cannot end them. Who chooses is sent what is told from then on (`sendsFrom`).
 */
export function awaitsChoice(
  { cadence, sendsFrom }: Pick<MailSetting, "cadence" | "sendsFrom">,
  isConfirmed: boolean,
): boolean {
  return !isConfirmed && cadence !== "never" && sendsFrom <= MAIL_DEFAULT.sendsFrom;
}

/**
 * Whether a member is to be sent a message now: the window is another than the last message's, what has waited longest was told
 * before it began, and neither another server nor a wait after a failure stands against it. Returns the window, or `null`.
 * `oldest`: when that was told which waits longest. What a clock that was ahead has written holds nobody up.
 */
export function findDue(
  { cadence }: Pick<MailSetting, "cadence">,
  turn: MailTurn,
  { oldest, now }: { readonly oldest: Instant; readonly now: Instant },
): Instant | null {
  const window = findWindow(cadence, now);
  if (window === null) return null;
  const last = addMinutes(now, AHEAD_MINUTES_MAX);
  const isAhead = (at: Instant | null) => at !== null && at > now && at <= last;
  if (oldest > window || isAhead(turn.takenUntil) || isAhead(turn.nextTryAt)) return null;
  return turn.windowAt === window ? null : window;
}

/** The turn once a server has it: the try counts from now on, so that one that is cut off counts too. */
export function takeTurn(turn: MailTurn, now: Instant): MailTurn {
  return { ...turn, attempts: turn.attempts + 1, takenUntil: addMinutes(now, TURN_MINUTES) };
}

/** The turn once the message was taken by the mail server, or there was nothing to send after all. */
export function endTurn(window: Instant): MailTurn {
  return { ...FIRST_TURN, windowAt: window };
}

/**
 * The turn after a try that failed: the next waits longer each time. After {@link MAIL_TRIES_MAX} tries, or where the mail server
 * says that it never will (`isPermanent`), the message is given up: what it would have said comes with the next one, of the same
 * window if that lasts.
 */
export function failTurn(
  turn: MailTurn,
  failed: { readonly reason: string; readonly isPermanent: boolean },
  now: Instant,
): MailTurn {
  const wait = failed.isPermanent ? undefined : WAITS_MINUTES[turn.attempts - 1];
  const told = { takenUntil: null, failure: failed.reason.slice(0, FAILURE_LENGTH), failedAt: now };
  if (wait !== undefined) {
    return { ...turn, ...told, nextTryAt: addMinutes(now, wait) };
  }
  const nextTryAt = addMinutes(now, GIVEN_UP_MINUTES);
  return { ...turn, ...told, attempts: 0, nextTryAt, givenUp: true };
}

/** Letters that are kept of why a try failed. */
const FAILURE_LENGTH = 200;

/** E-mail is not set up where the command runs. */
export interface MailOffRefusal {
  readonly code: "mail_off";
  /** Every setting that is missing or wrong, a sentence each. */
  readonly reason: string;
}

/** The mail server could not be reached, or did not take the message. */
export interface MailNotSentRefusal {
  readonly code: "mail_not_sent";
  /** What it answered, or what prevented the connection. */
  readonly reason: string;
}
