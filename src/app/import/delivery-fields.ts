import { isPipelineCode } from "#core/conditions.ts";
import {
  type Giver,
  buildCountryFunding,
  buildGovernment,
  findFunding,
  type Funding,
} from "#core/import/funder.ts";
import { type RecordedTerms, RECORDED_TERMS } from "#core/ledger/supply.ts";
import type { Party } from "#core/party/party.ts";
import type { Reference } from "#core/reference.ts";
import type { Site } from "#core/site/site.ts";
import { formCountryKey, parseCountry, parseTerms, parseText, parseUrl } from "#formats/table/parse-cell.ts";
import { parseDay, parseOccurred } from "#formats/table/parse-date.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { allowField, type CellStyle, requireField, type RowOf } from "#formats/table/read-rows.ts";
import type { CountryIndex } from "./country-index.ts";
import { buildGoodsFields, parseLotNumber } from "./goods-fields.ts";
import { buildItemIndex, parseItem } from "./item-index.ts";
import { findVaccineMaker } from "./vaccine-layout.ts";

/** What the texts of a file are looked up in. */
export interface KnownNames {
  readonly reference: Reference;
  readonly countries: CountryIndex;
  /** Parties by their codes. */
  readonly parties: ReadonlyMap<string, Party>;
  /** Sites by their codes. */
  readonly sites: ReadonlyMap<string, Site>;
}

/** The fields of a delivery, as a file may name them. */
export function buildDeliveryFields({ reference, countries, parties, sites }: KnownNames) {
  const items = buildItemIndex(reference.items);
  const country = (text: string): Parsed<string> => {
    const found = parseCountry(text, countries);
    return found.ok ? parsed(found.value.code) : found;
  };
  const occurred = (text: string, { dates, monthBounds }: CellStyle) =>
    parseOccurred(text, { style: dates, ...(monthBounds === undefined ? {} : { bounds: monthBounds }) });
  return {
    recipient: requireField(["recipient", "#country+code", "country"], country),
    // Only checked against the code, where it is a name we know.
    recipientName: allowField(["recipient_name", "#country+name"], (text) =>
      parsed(countries.get(formCountryKey(text))?.code ?? null),
    ),
    site: allowField(["site", "#loc+code"], (text): Parsed<Site> => {
      const site = sites.get(text.trim().replace(" ", "").toUpperCase());
      return site === undefined ? unparsed("unknown_site") : parsed(site);
    }),
    ...buildGoodsFields(items),
    producer: allowField(["producer", "#meta+vaccine+producer"], (text) => {
      const maker = findVaccineMaker(text);
      return maker === undefined ? parseItem(text, items) : parsed(maker);
    }),
    giver: allowField(["giver", "#org+giver+code"], (text) => parseGiver(text, parties, countries)),
    funder: allowField(["funder", "#org+funder"], (text) => parseFunder(text, countries)),
    // A second column of some lists that joins pipeline and funder: `COVAX/USA`.
    pipelineAndFunder: allowField(["pipeline_and_funder"], (text) => parseText(text)),
    terms: allowField(["terms", "#meta+terms"], parseRecordedTerms),
    pipeline: allowField(["pipeline", "#meta+pipeline"], parsePipeline),
    received: allowField(["received", "#date+received", "date", "#date"], occurred),
    sent: allowField(["sent", "#date+sent", "dispatched"], occurred),
    source: allowField(["source", "#meta+source+url", "source url"], parseUrl),
    lot: allowField(["lot", "#item+lot"], parseLotNumber),
    expiry: allowField(["expiry", "#date+expiry"], (text, { dates }) => parseDay(text, dates)),
    reference: allowField(["reference", "#meta+id"], (text) => parseText(text)),
  };
}

/** Reads the code of a pipeline. Refuses `not_a_pipeline_code`: three short words at most, so that no condition fits in. */
function parsePipeline(text: string): Parsed<string> {
  const code = text.trim().replace(/\s+/g, " ");
  return isPipelineCode(code) ? parsed(code) : unparsed("not_a_pipeline_code");
}

export type DeliveryCells = RowOf<ReturnType<typeof buildDeliveryFields>>;

function parseGiver(
  text: string,
  parties: ReadonlyMap<string, Party>,
  countries: CountryIndex,
): Parsed<Giver> {
  const party = parties.get(text.trim().toUpperCase());
  if (party !== undefined) {
    return parsed({ code: party.code, name: party.name, kind: party.kind, country: party.country });
  }
  const country = countries.get(formCountryKey(text));
  return country === undefined ? unparsed("unknown_party") : parsed(buildGovernment(country));
}

/** Reads a funder's word or country; refuses `unknown_funder`: who gave is never guessed. */
export function parseFunder(text: string, countries: CountryIndex): Parsed<Funding> {
  const named = findFunding(text);
  if (named !== undefined) return parsed(named);
  const country = countries.get(formCountryKey(text));
  return country === undefined ? unparsed("unknown_funder") : parsed(buildCountryFunding(country));
}

function parseRecordedTerms(text: string): Parsed<RecordedTerms> {
  const word = text.trim().toLowerCase().replace(/[ -]/g, "_");
  if (word === "not_stated") return parsed("not_stated");
  const terms = parseTerms(text);
  return terms.ok ? terms : unparsed("unknown_terms", { allowed: RECORDED_TERMS.join(", ") });
}
