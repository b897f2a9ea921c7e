import { listVisible, type NotificationId, pathOf } from "#core/notification/notification.ts";
import { type NotificationLanguage, sayNotification } from "#core/notification/words/catalogue.ts";
import type { Actor } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import { findMailSetting } from "#store/mail.ts";
import { countUnread, listNotifications, markRead, markReadUpTo } from "#store/notification.ts";
import type { PageRequest } from "#store/page.ts";
import type { AppContext } from "../context.ts";
import { nameParty } from "./name-party.ts";

/** As many are counted; who has more sees that there are. */
const UNREAD_MAX = 100;

function readerOf({ userId, memberships }: Actor) {
  return { userId, visible: listVisible(memberships) };
}

/**
 * A page of what somebody was told, newest first, each in a sentence of the language: what the roles held now allow to be shown.
 * `unread`: those alone that were not read.
 */
export async function readNotifications(
  { database, reference }: AppContext,
  actor: Actor,
  { language, unread }: { readonly language: NotificationLanguage; readonly unread: boolean },
  page: PageRequest,
) {
  const { items, next } = await listNotifications(database, { ...readerOf(actor), unread }, page);
  const shown = items.map(({ other, own, thingId, ...rest }) => ({
    id: rest.id,
    kind: rest.kind,
    text: sayNotification(language, { ...rest, party: nameParty(reference, language, other) }),
    party: nameParty(reference, language, own) ?? own.name,
    path: pathOf(rest.kind, thingId),
    happenedAt: rest.happenedAt,
    createdAt: rest.createdAt,
    readAt: rest.readAt,
  }));
  return { items: shown, next };
}

/**
 * How many somebody has not read, {@link UNREAD_MAX} where there are as many or more; and the language in which messages come, `null` where
 * the pages have not noted it yet.
 */
export async function readUnreadCount({ database }: AppContext, actor: Actor) {
  const unread = await countUnread(database, readerOf(actor), UNREAD_MAX);
  const setting = await findMailSetting(database, actor.userId);
  return { unread, mailLanguage: setting?.language ?? null };
}

/**
 * Notes that somebody has read a notification or, with `upTo`, it and all that were told before. Said again, it changes nothing. Returns how
 * many are left. Refuses with `not_found` what was not told to this person.
 */
export async function readNotification(
  { database, now }: AppContext,
  actor: Actor,
  { id, upTo }: { readonly id: NotificationId; readonly upTo: boolean },
) {
  const which = { userId: actor.userId, id };
  const isThere = upTo ? await markReadUpTo(database, which, now()) : await markRead(database, which, now());
  if (!isThere) return refuse({ code: "not_found", noun: "notification", id });
  return accept({ unread: await countUnread(database, readerOf(actor), UNREAD_MAX) });
}
