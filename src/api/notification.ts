import { z } from "zod";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import { MAIL_CADENCES } from "#core/notification/mail.ts";
import { KINDS } from "#core/notification/notification.ts";
import { type Endpoint, reading } from "./endpoint.ts";
import { idOf, instantSchema, pageOf, pageQuery } from "./scalars.ts";

const notificationView = z.object({
  id: idOf("notification"),
  kind: z.enum(KINDS),
  /** What has happened, as one sentence in the language asked for. */
  text: z.string(),
  /** The reader's party that it concerns. */
  party: z.string(),
  /** Page that it leads to, below the origin. */
  path: z.string(),
  happenedAt: instantSchema,
  /** When the reader was told. */
  createdAt: instantSchema,
  readAt: instantSchema.nullable(),
});
export type NotificationView = z.infer<typeof notificationView>;

/** 100: as many or more. */
const unreadView = z.object({ unread: z.int() });

const countView = unreadView.extend({
  /** In which language messages come; `null` where none was chosen or noted: then in English. */
  mailLanguage: z.enum(NAME_LANGUAGES).nullable(),
});

const languageBody = z.strictObject({ language: z.enum(NAME_LANGUAGES) });
const languageView = z.object({ language: z.enum(NAME_LANGUAGES) });

/** Needs no command id: the first that is noted holds until one is chosen. */
const noteLanguage: Endpoint<
  undefined,
  undefined,
  typeof languageBody,
  typeof languageView,
  "signed_in",
  false
> = {
  method: "POST",
  path: "/me/mail/language",
  summary: "Note the language of one's pages for messages, where none was chosen or noted before",
  tag: "notifications",
  access: "signed_in",
  params: undefined,
  query: undefined,
  body: languageBody,
  response: languageView,
  command: false,
};

const mailChoice = { cadence: z.enum(MAIL_CADENCES), language: z.enum(NAME_LANGUAGES) };
const mailChoiceBody = z.strictObject(mailChoice);

const mailView = z.object({
  /** Whether this installation sends e-mail at all. */
  isOn: z.boolean(),
  /** Nothing is sent before a choice: nobody has confirmed that the account's address is its holder's. */
  awaitsChoice: z.boolean(),
  cadence: mailChoice.cadence,
  /** `null` where none was chosen or noted: messages are in English then. */
  language: mailChoice.language.nullable(),
  /** Why the last message did not arrive; `null` where it did, or there was none. */
  failure: z.object({ reason: z.string(), at: instantSchema, isGivenUp: z.boolean() }).nullable(),
});
export type MailView = z.infer<typeof mailView>;

const readParams = z.object({ notificationId: idOf("notification") });
const readBody = z.strictObject({
  /** All that were told before it too. */
  upTo: z.boolean(),
});

/** Needs no command id: what has been read stays read. */
const readNotification: Endpoint<
  typeof readParams,
  undefined,
  typeof readBody,
  typeof unreadView,
  "signed_in",
  false
> = {
  method: "POST",
  path: "/me/notifications/:notificationId/read",
  summary: "Note that one has read a notification, or it and all before; answers how many are left",
  tag: "notifications",
  access: "signed_in",
  params: readParams,
  query: undefined,
  body: readBody,
  response: unreadView,
  command: false,
};

/** Needs no command id: what is chosen again is the same. */
const chooseMail: Endpoint<undefined, undefined, typeof mailChoiceBody, typeof mailView, "signed_in", false> =
  {
    method: "POST",
    path: "/me/mail",
    summary: "Choose how often, and in which language, one is told by e-mail",
    tag: "notifications",
    access: "signed_in",
    params: undefined,
    query: undefined,
    body: mailChoiceBody,
    response: mailView,
    command: false,
  };

export const notificationEndpoints = {
  listNotifications: reading({
    path: "/me/notifications",
    summary: "What one was told, newest first, as far as one's roles allow it now",
    tag: "notifications",
    access: "signed_in",
    query: z.object({
      ...pageQuery,
      /** Left out: English. */
      language: z.enum(NAME_LANGUAGES).optional(),
      /** Those alone that were not read. */
      unread: z.enum(["true", "false"]).optional(),
    }),
    response: pageOf(notificationView),
  }),
  countUnread: reading({
    path: "/me/notifications/unread",
    summary: "How many notifications one has not read; 100: as many or more",
    tag: "notifications",
    access: "signed_in",
    response: countView,
  }),
  readNotification,
  getMail: reading({
    path: "/me/mail",
    summary: "How one is told by e-mail",
    tag: "notifications",
    access: "signed_in",
    response: mailView,
  }),
  chooseMail,
  noteLanguage,
};
