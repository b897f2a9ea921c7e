import type { Party } from "#core/party/party.ts";
import { isLanguageCode } from "#core/team/team-offer.ts";
import { isDay } from "#core/time.ts";
import {
  type Profession,
  PROFESSIONS,
  VOLUNTEER_SKILLS,
  type VolunteerSkill,
} from "#core/volunteer/profession.ts";
import type { AvailableDays, Licence } from "#core/volunteer/volunteer.ts";
import { parseText } from "#formats/table/parse-cell.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { allowField, type CellStyle, requireField, type RowOf } from "#formats/table/read-rows.ts";

const TEXT_LENGTH_MAX = 120;

/** The columns of a roster. Consent has columns of its own: a row without it is refused. */
export function buildVolunteerFields(parties: ReadonlyMap<string, Party>) {
  const day = (text: string, { dates }: CellStyle) => parseDay(text, dates);
  const line = (text: string) => parseText(text, TEXT_LENGTH_MAX);
  return {
    party: requireField(["party", "#org+code"], (text): Parsed<Party> => {
      const party = parties.get(text.trim().toUpperCase());
      return party === undefined ? unparsed("unknown_party") : parsed(party);
    }),
    reference: requireField(["reference"], line),
    name: requireField(["name"], line),
    contact: requireField(["contact"], line),
    profession: requireField(["profession"], (text): Parsed<Profession> => {
      const profession = PROFESSIONS.find((one) => one === text.trim());
      return profession === undefined
        ? unparsed("unknown_profession", { allowed: PROFESSIONS.join(", ") })
        : parsed(profession);
    }),
    skills: allowField(["skills"], (text) =>
      parseList(text, "unknown_skill", (part): VolunteerSkill | undefined =>
        VOLUNTEER_SKILLS.find((one) => one === part.toLowerCase()),
      ),
    ),
    languages: allowField(["languages"], (text) =>
      parseList(text, "not_a_language", (part) => {
        const code = part.toLowerCase();
        return isLanguageCode(code) ? code : undefined;
      }),
    ),
    licences: allowField(["licences"], (text) => parseList(text, "licence_text", readLicence)),
    available: allowField(["available"], (text) => parseList(text, "days_text", readDays)),
    consentGiven: requireField(["consent_given"], day),
    consentUntil: requireField(["consent_until"], day),
    hostConsentGiven: allowField(["host_consent_given"], day),
    hostConsentUntil: allowField(["host_consent_until"], day),
  };
}

/** What a row of a roster says. */
export type VolunteerCells = RowOf<ReturnType<typeof buildVolunteerFields>>;

/** Fields of the command → columns of the file. */
export const VOLUNTEER_COLUMNS: Readonly<Record<string, string>> = {
  days: "available",
  consents: "consent_until",
  "consents.0.givenOn": "consent_given",
  "consents.0.untilDay": "consent_until",
  "consents.1.givenOn": "host_consent_given",
  "consents.1.untilDay": "host_consent_until",
};

/** `KEN:MPDB-1234:2027-12-31`: country, number, until when. */
function readLicence(part: string): Licence | undefined {
  const [country = "", number = "", validUntil = "", ...more] = part.split(":");
  if (more.length > 0 || number === "" || !isDay(validUntil)) return undefined;
  return { country: country.toUpperCase(), number, validUntil };
}

/** `2026-03-01/2026-06-30`: first and last day. */
function readDays(part: string): AvailableDays | undefined {
  const [fromDay = "", untilDay = "", ...more] = part.split("/");
  return more.length === 0 && isDay(fromDay) && isDay(untilDay) ? { fromDay, untilDay } : undefined;
}

function parseList<Value>(
  text: string,
  rule: string,
  read: (part: string) => Value | undefined,
): Parsed<readonly Value[]> {
  const values: Value[] = [];
  for (const part of text.split(/[\s,;]+/).filter((one) => one !== "")) {
    const value = read(part);
    if (value === undefined) return unparsed(rule, { part });
    values.push(value);
  }
  return parsed(values);
}
