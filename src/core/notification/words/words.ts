import type { NotificationKind } from "../notification.ts";

/** The words of notifications in one language, whose plural has the given forms (CLDR). */
export interface NotificationWords<Form extends Intl.LDMLPluralRule> {
  /** What has happened. `{party}`: the other side; `{name}`: number of a consignment, name of a team; `{day}`: a day. */
  readonly kinds: Readonly<Record<NotificationKind, string>>;
  /** `{count}` new notifications. */
  readonly count: Readonly<Record<Form, string>>;
  /** Of a long message: how many more there are. */
  readonly further: string;
  /** A link to all of them. */
  readonly all: string;
  /** Why somebody gets the message. */
  readonly why: string;
  /** A link to how often it comes. */
  readonly setting: string;
}
