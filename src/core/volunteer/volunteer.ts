import type { Id, PartyId } from "#core/id.ts";
import type { Day } from "#core/time.ts";
import type { Profession, VolunteerSkill } from "./profession.ts";

export type VolunteerId = Id<"volunteer">;

/** What a person agrees to: to stand on the roster of a party, and that a host is told name and licences. */
export const CONSENT_SCOPES = ["roster", "host"] as const;
export type ConsentScope = (typeof CONSENT_SCOPES)[number];

/** That a person agreed to something, and for how long. */
export interface Consent {
  readonly scope: ConsentScope;
  readonly givenOn: Day;
  /** The last day on which it holds. */
  readonly untilDay: Day;
  /** When the person took it back; `null`: not so far. */
  readonly withdrawnOn: Day | null;
}

/** A licence to practise. */
export interface Licence {
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  readonly number: string;
  /** The last day on which it is valid. */
  readonly validUntil: Day;
}

/** Days on which a volunteer can go, first and last. */
export interface AvailableDays {
  readonly fromDay: Day;
  readonly untilDay: Day;
}

/** What a party keeps of a volunteer. All of it is personal data. */
export interface VolunteerFacts {
  readonly name: string;
  /** An e-mail address, or a telephone number with its country (E.164). */
  readonly contact: string;
  readonly profession: Profession;
  /** In the order of the closed words, each once. */
  readonly skills: readonly VolunteerSkill[];
  /** ISO 639-1 codes, sorted. */
  readonly languages: readonly string[];
  readonly licences: readonly Licence[];
  /** In order; none overlaps another. */
  readonly days: readonly AvailableDays[];
  /** One of each scope at most; always one for the roster. */
  readonly consents: readonly Consent[];
}

/** A person on the roster of a party. */
export interface Volunteer extends VolunteerFacts {
  readonly id: VolunteerId;
  readonly partyId: PartyId;
  /** What the party calls the person in its own lists; unique on its roster, and never changed. */
  readonly reference: string;
}

/** True where the person's consent to `scope` holds on every day from `fromDay` to `untilDay`. */
export function hasConsent(
  consents: readonly Consent[],
  scope: ConsentScope,
  { fromDay, untilDay }: AvailableDays,
): boolean {
  return consents.some(
    (one) =>
      one.scope === scope && one.withdrawnOn === null && one.givenOn <= fromDay && one.untilDay >= untilDay,
  );
}

/** True where the person's consent to `scope` holds on this day. */
export function hasConsentOn(consents: readonly Consent[], scope: ConsentScope, day: Day): boolean {
  return hasConsent(consents, scope, { fromDay: day, untilDay: day });
}
