import { isEmail } from "#core/account/account.ts";
import type { PartyId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { isLanguageCode } from "#core/team/team-offer.ts";
import { type Day, dayOf, daysBetween, type Instant } from "#core/time.ts";
import { VOLUNTEER_SKILLS } from "./profession.ts";
import {
  type Consent,
  hasConsentOn,
  type Volunteer,
  type VolunteerFacts,
  type VolunteerId,
} from "./volunteer.ts";

/** What is stated of a volunteer, with the consents as they were given. */
export interface StatedVolunteer extends Omit<VolunteerFacts, "consents"> {
  readonly consents: readonly Omit<Consent, "withdrawnOn">[];
}

/** A party puts a person on its roster. */
export interface AddVolunteer extends StatedVolunteer {
  readonly partyId: PartyId;
  readonly reference: string;
}

/** A party states anew all that it keeps of a person. */
export interface ChangeVolunteer extends StatedVolunteer {
  readonly volunteerId: VolunteerId;
}

/** A consent lasts for so many days at most, three years: then the person is asked again. */
const CONSENT_DAYS_MAX = 1_096;

const ONE_LINE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,120}$/u;
const PHONE = /^\+[0-9](?:[ ()-]?[0-9]){6,14}$/;
const LICENCE_NUMBER = /^[A-Za-z0-9/-]{1,35}$/;
const REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/;

/** What the rules need to know of the world. */
export interface KeepFacts {
  readonly now: Instant;
  /** ISO 3166-1 alpha-3 codes. */
  readonly countries: ReadonlyMap<string, unknown>;
  /** The consents that are kept of the person now; left out: the person is new. */
  readonly kept?: readonly Consent[];
}

/**
 * The volunteer. Refuses with `malformed`, all problems at once: `one_line`, `not_a_reference`, `not_a_contact`, `not_a_language`,
 * `unknown_country`, `not_a_licence`, `doubled_licence`, `window_ends_before_it_begins`, `days_overlap`; of consents `consent_needed` (there
 * is none for the roster that holds today), `doubled_consent`, `consent_in_the_future`, `consent_too_long`, and `consent_withdrawn` (the person has
 * taken it back on that day or later).
 */
export function decideAddVolunteer(
  command: AddVolunteer,
  facts: KeepFacts & { readonly id: VolunteerId },
): Result<Volunteer, MalformedRefusal> {
  const { partyId, reference, ...stated } = command;
  const problems = findProblems(stated, facts);
  if (!REFERENCE.test(reference)) {
    problems.unshift({ field: "reference", value: reference.slice(0, 40), rule: "not_a_reference" });
  }
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({ id: facts.id, partyId, reference, ...arrange(stated) });
}

/**
 * What is kept of the person from now on; of a consent that was taken back and is not given again, that it was. Refuses as
 * {@link decideAddVolunteer}.
 */
export function decideChangeVolunteer(
  stated: StatedVolunteer,
  facts: KeepFacts,
): Result<VolunteerFacts, MalformedRefusal> {
  const problems = findProblems(stated, facts);
  return problems.length > 0 ? refuse({ code: "malformed", problems }) : accept(arrange(stated, facts.kept));
}

function arrange(stated: StatedVolunteer, kept: readonly Consent[] = []): VolunteerFacts {
  const { name, contact, profession } = stated;
  const given = stated.consents.map((consent): Consent => ({ ...consent, withdrawnOn: null }));
  const withdrawn = kept.filter(
    ({ scope, withdrawnOn }) => withdrawnOn !== null && !given.some((one) => one.scope === scope),
  );
  return {
    name: name.trim(),
    contact,
    profession,
    skills: VOLUNTEER_SKILLS.filter((skill) => stated.skills.includes(skill)),
    languages: [...new Set(stated.languages)].toSorted(),
    licences: stated.licences.toSorted((a, b) => (nameLicence(a) < nameLicence(b) ? -1 : 1)),
    days: stated.days.toSorted((a, b) => (a.fromDay < b.fromDay ? -1 : 1)),
    consents: [...given, ...withdrawn].toSorted((a, b) => (a.scope > b.scope ? -1 : 1)),
  };
}

function nameLicence({ country, number }: { readonly country: string; readonly number: string }): string {
  return `${country}:${number}`;
}

function findProblems(stated: StatedVolunteer, facts: KeepFacts): Problem[] {
  const problems: Problem[] = [];
  const { name, contact } = stated;
  if (!ONE_LINE.test(name.trim())) {
    problems.push({ field: "name", value: name.slice(0, 120), rule: "one_line" });
  }
  if (!isEmail(contact) && !PHONE.test(contact)) {
    problems.push({ field: "contact", value: contact.slice(0, 120), rule: "not_a_contact" });
  }
  for (const [index, language] of stated.languages.entries()) {
    if (isLanguageCode(language)) continue;
    problems.push({ field: `languages.${index}`, value: language, rule: "not_a_language" });
  }
  problems.push(...findLicenceProblems(stated.licences, facts.countries), ...findDayProblems(stated.days));
  problems.push(...findConsentProblems(stated.consents, facts));
  return problems;
}

function findLicenceProblems(
  licences: StatedVolunteer["licences"],
  countries: KeepFacts["countries"],
): Problem[] {
  return licences.flatMap((licence, index): Problem[] => {
    const field = `licences.${index}`;
    const { country, number } = licence;
    if (!countries.has(country)) {
      return [{ field: `${field}.country`, value: country, rule: "unknown_country" }];
    }
    if (!LICENCE_NUMBER.test(number)) {
      return [{ field: `${field}.number`, value: number.slice(0, 40), rule: "not_a_licence" }];
    }
    const first = licences.findIndex((one) => nameLicence(one) === nameLicence(licence));
    return first === index ? [] : [{ field, value: nameLicence(licence), rule: "doubled_licence" }];
  });
}

function findDayProblems(days: StatedVolunteer["days"]): Problem[] {
  return days.flatMap(({ fromDay, untilDay }, index): Problem[] => {
    const field = `days.${index}.untilDay`;
    if (untilDay < fromDay) return [{ field, value: untilDay, rule: "window_ends_before_it_begins" }];
    const before = days.slice(0, index);
    const isOverlapping = before.some((one) => one.fromDay <= untilDay && one.untilDay >= fromDay);
    return isOverlapping
      ? [{ field: `days.${index}`, value: `${fromDay}/${untilDay}`, rule: "days_overlap" }]
      : [];
  });
}

function findConsentProblems(
  consents: StatedVolunteer["consents"],
  { now, kept = [] }: KeepFacts,
): Problem[] {
  const today = dayOf(now);
  const problems = consents.flatMap((consent, index): Problem[] => {
    const field = `consents.${index}`;
    const { scope } = consent;
    if (consents.findIndex((one) => one.scope === scope) !== index) {
      return [{ field: `${field}.scope`, value: scope, rule: "doubled_consent" }];
    }
    const withdrawnOn = kept.find((one) => one.scope === scope)?.withdrawnOn ?? null;
    return findSpanProblems(consent, { field, today, withdrawnOn });
  });
  const given = consents.map((consent) => ({ ...consent, withdrawnOn: null }));
  if (problems.length > 0 || hasConsentOn(given, "roster", today)) return problems;
  const untilDay = consents.find(({ scope }) => scope === "roster")?.untilDay ?? null;
  return [{ field: "consents", value: untilDay, rule: "consent_needed" }];
}

function findSpanProblems(
  { givenOn, untilDay }: { readonly givenOn: Day; readonly untilDay: Day },
  {
    field,
    today,
    withdrawnOn,
  }: { readonly field: string; readonly today: Day; readonly withdrawnOn: Day | null },
): Problem[] {
  if (givenOn > today) return [{ field: `${field}.givenOn`, value: givenOn, rule: "consent_in_the_future" }];
  if (untilDay < givenOn) {
    return [{ field: `${field}.untilDay`, value: untilDay, rule: "window_ends_before_it_begins" }];
  }
  if (daysBetween(givenOn, untilDay) > CONSENT_DAYS_MAX) {
    const facts = { max: CONSENT_DAYS_MAX };
    return [{ field: `${field}.untilDay`, value: untilDay, rule: "consent_too_long", facts }];
  }
  if (withdrawnOn !== null && givenOn <= withdrawnOn) {
    const facts = { withdrawn_on: withdrawnOn };
    return [{ field: `${field}.givenOn`, value: givenOn, rule: "consent_withdrawn", facts }];
  }
  return [];
}
