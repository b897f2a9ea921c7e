import type { RefusalText } from "./refusal-text.ts";

/** The refusals of e-mail, with their status and words. */
export const NOTIFICATION_REFUSALS = {
  mail_not_sent: {
    status: 409,
    title: "Message not sent",
    sentence: "The message could not be sent: {reason}.",
  },
  mail_off: {
    status: 409,
    title: "No e-mail",
    sentence: "No e-mail is sent from here. {reason}",
  },
} as const satisfies Readonly<Record<string, RefusalText>>;
