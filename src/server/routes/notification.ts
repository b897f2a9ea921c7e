import type { notificationEndpoints } from "#api/notification.ts";
import { chooseMail, noteLanguage, readMailChoice } from "#app/notification/choose-mail.ts";
import {
  readNotification,
  readNotifications,
  readUnreadCount,
} from "#app/notification/read-notifications.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readPageRequest, showPage } from "../page-request.ts";

export const notificationHandlers = {
  listNotifications: async ({ query }, { context, actor }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const asked = { language: query.language ?? "en", unread: query.unread === "true" } as const;
    return accept(showPage(await readNotifications(context, actor, asked, page.value)));
  },
  countUnread: async (_, { context, actor }) => accept(await readUnreadCount(context, actor)),
  readNotification: async ({ params, body }, { context, actor }) =>
    await readNotification(context, actor, { id: params.notificationId, upTo: body.upTo }),
  getMail: async (_, { context, actor }) => accept(await readMailChoice(context, actor.userId)),
  noteLanguage: async ({ body }, { context, actor }) =>
    accept(await noteLanguage(context, actor.userId, body.language)),
  chooseMail: async ({ body }, { context, actor }) => accept(await chooseMail(context, actor.userId, body)),
} satisfies Pick<Handlers, keyof typeof notificationEndpoints>;
