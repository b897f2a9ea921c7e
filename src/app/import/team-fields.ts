import type { Party } from "#core/party/party.ts";
import type { Reference } from "#core/reference.ts";
import { readCapabilities } from "#core/team/read-capabilities.ts";
import { isLicence, type Capability } from "#core/team/team.ts";
import { isLanguageCode } from "#core/team/team-offer.ts";
import { parseCountry, parseTerms, parseText } from "#formats/table/parse-cell.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { parseWholeNumber } from "#formats/table/parse-number.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { allowField, type CellStyle, requireField, type RowOf } from "#formats/table/read-rows.ts";
import { buildCountryIndex } from "./country-index.ts";
import { buildNeedFields, NEED_COLUMNS } from "./team-need-fields.ts";

const NAME_LENGTH_MAX = 120;

/** Words for who keeps a team: a government's team is its government's, another's its own. */
const SECTORS: Readonly<Record<string, "government" | "ngo" | "agency">> = {
  gov: "government",
  government: "government",
  governmental: "government",
  military: "government",
  ngo: "ngo",
  "non-governmental": "ngo",
  private: "ngo",
  io: "agency",
  un: "agency",
  agency: "agency",
  "international organization": "agency",
};

/** The columns of a list of teams: those of WHO's list of classified teams, and what an offer may state beside. */
export function buildTeamFields(reference: Reference, parties: ReadonlyMap<string, Party>) {
  const countries = buildCountryIndex(reference.countries);
  const day = (text: string, { dates }: CellStyle) => parseDay(text, dates);
  const count = (text: string, { numbers }: CellStyle) => parseWholeNumber(text, numbers);
  return {
    name: requireField(["name", "team", "#org+name"], (text) => parseText(text, NAME_LENGTH_MAX)),
    country: requireField(["country", "#country+code", "#country+name"], (text): Parsed<string> => {
      const found = parseCountry(text, countries);
      return found.ok ? parsed(found.value.code) : found;
    }),
    sector: requireField(["sector", "#org+type"], parseSector),
    types: requireField(["emt_type", "types", "#org+capability"], parseTypes),
    party: allowField(["party", "#org+code"], (text): Parsed<Party> => {
      const party = parties.get(text.trim().toUpperCase());
      return party === undefined ? unparsed("unknown_party") : parsed(party);
    }),
    year: allowField(["year", "classified_year", "#date+year"], count),
    licences: allowField(["licences", "#org+licence"], (text) => parseList(text, isLicence, "not_a_licence")),
    terms: allowField(["terms", "#meta+terms"], parseTerms),
    languages: allowField(["languages", "#org+language"], (text) =>
      parseList(text.toLowerCase(), isLanguageCode, "not_a_language"),
    ),
    availableFrom: allowField(["available_from", "#date+start"], day),
    availableUntil: allowField(["available_until", "#date+end"], day),
    emergency: allowField(["emergency", "#crisis+code"], parseSlug),
    outpatientsPerDay: allowField(["outpatients_per_day"], count),
    inpatientBeds: allowField(["inpatient_beds"], count),
    intensiveCareBeds: allowField(["intensive_care_beds"], count),
    majorOperationsPerDay: allowField(["major_operations_per_day"], count),
    minorOperationsPerDay: allowField(["minor_operations_per_day"], count),
    selfSufficiencyDays: allowField(["self_sufficiency_days"], count),
    ...buildNeedFields(count),
  };
}

/** What a row of a list of teams says. */
export type TeamCells = RowOf<ReturnType<typeof buildTeamFields>>;

/** Fields of the commands → columns of the file. */
export const TEAM_COLUMNS: Readonly<Record<string, string>> = {
  classifiedYear: "year",
  availableFrom: "available_from",
  availableUntil: "available_until",
  outpatientsPerDay: "outpatients_per_day",
  inpatientBeds: "inpatient_beds",
  intensiveCareBeds: "intensive_care_beds",
  majorOperationsPerDay: "major_operations_per_day",
  minorOperationsPerDay: "minor_operations_per_day",
  selfSufficiencyDays: "self_sufficiency_days",
  capabilities: "types",
  ...NEED_COLUMNS,
};

function parseSector(text: string) {
  const sector = SECTORS[text.trim().toLowerCase()];
  return sector === undefined
    ? unparsed("unknown_sector", { allowed: Object.keys(SECTORS).join(", ") })
    : parsed(sector);
}

/** The first of the parts that cannot be read says why; a cell has one problem. */
function parseTypes(text: string): Parsed<readonly Capability[]> {
  const read = readCapabilities(text);
  if (read.ok) return parsed(read.value);
  const [first] = read.refusal.problems;
  const part = first?.value ?? "";
  return unparsed(first?.rule ?? "missing", { ...first?.facts, part });
}

function parseList(text: string, isOne: (part: string) => boolean, rule: string): Parsed<readonly string[]> {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  const wrong = parts.find((part) => !isOne(part));
  return wrong === undefined ? parsed(parts) : unparsed(rule, { part: wrong });
}

function parseSlug(text: string): Parsed<string> {
  const slug = text.trim();
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(slug) ? parsed(slug) : unparsed("not_a_slug");
}
