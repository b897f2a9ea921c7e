import { type Figure, FIGURES } from "#core/statement/statement.ts";
import type { Field } from "#formats/data-package/field.ts";
import type { PublishedRow, Statement } from "./read-statement.ts";

const LEDGER = "added up from the ledger's movements";
const SUPPLY = "the supplies whose units are counted";
const MIXED = "rows are not grouped by it, or the units have none";

/** What each figure counts, corrections and what was taken back taken off. */
const MEANINGS = {
  pledged: "Units offered, withdrawn ones taken off",
  agreed: "Units that an agreement reserves for a recipient, released ones taken off",
  dispatched: "Units sent",
  cleared: "Units cleared for export: what a customs office of the exporting country counts",
  importCleared: "Units cleared for import",
  received: "Units counted on arrival, quarantined ones with them",
  used: "Units used",
  wasted: "Units wasted",
  lost: "Units lost",
  returned: "Units returned",
} as const satisfies Record<Figure, string>;

/**
 * The columns of a statement as a file, with what each of them means. Every row carries the day as of which it stands and the
 * ledger position, so that a row copied elsewhere can still be checked. What others reported stands in one column,
 * apart from what is recorded.
 */
export function listStatementFields(
  statement: Pick<Statement, "rows" | "asOf" | "ledgerPosition" | "scenario">,
): readonly Field<PublishedRow>[] {
  return [
    ...KEY_FIELDS,
    // Only where rows are grouped by them, or of one site: a file without stays as it was.
    ...PLACE_FIELDS.filter(({ value }) => statement.rows.some((row) => value(row) !== null)),
    ...FIGURES.map(
      (figure): Field<PublishedRow> => ({
        name: nameColumn(figure),
        type: "integer",
        meaning: MEANINGS[figure],
        unit: "base units of the item, see unit",
        source: LEDGER,
        value: (row) => row[figure],
      }),
    ),
    {
      name: "reported",
      type: "string",
      meaning:
        "Figures that others published for the same, as printed, with period and source; set apart by |",
      source: "reported figures; never added to what is recorded",
      nullMeaning: "none is known of just what this row counts",
      value: describeReported,
    },
    {
      name: "scenario",
      type: "string",
      meaning: "Scenario: what would have been, and no history",
      source: "what was asked for",
      nullMeaning: "what really is",
      value: () => statement.scenario,
    },
    {
      name: "as_of",
      type: "date",
      meaning: "Day as of which the row stands (UTC)",
      source: "what was asked for, else the day of writing",
      value: () => statement.asOf,
    },
    {
      name: "ledger_position",
      type: "integer",
      meaning: "Position of the newest ledger entry that is counted; 0 for an empty ledger",
      source: LEDGER,
      value: () => statement.ledgerPosition,
    },
  ];
}

const KEY_FIELDS: readonly Field<PublishedRow>[] = [
  {
    name: "item",
    type: "string",
    meaning: "Item, by its id in the catalogue; a wider item contains the narrower ones, see of",
    source: SUPPLY,
    nullMeaning: "all items of the unit",
    value: ({ item }) => item,
  },
  {
    name: "of",
    type: "string",
    meaning: "Wider item whose row contains this one: a total adds up only the rows without it, unit by unit",
    source: "the category tree of items",
    nullMeaning: "the row is no part of another",
    value: ({ of }) => of,
  },
  {
    name: "unit",
    type: "string",
    meaning: "Base unit that the figures count; units of different names never add",
    source: "the catalogue of items",
    value: ({ unit }) => unit,
  },
  {
    name: "exporter",
    type: "string",
    meaning: "Country of the giver (ISO 3166-1 alpha-3), or its code where it has none",
    source: SUPPLY,
    nullMeaning: MIXED,
    value: ({ exporter }) => exporter,
  },
  {
    name: "recipient",
    type: "string",
    meaning: "Country of the recipient, or its code where it has none",
    source: "the movements that are counted",
    nullMeaning: `${MIXED}: what is pledged is for nobody yet`,
    value: ({ recipient }) => recipient,
  },
  {
    name: "month",
    type: "string",
    meaning: "Month in which it happened, YYYY-MM; as the source has it where that is not one month (EDTF)",
    source: "the movements that are counted",
    nullMeaning: MIXED,
    value: ({ month }) => month,
  },
  {
    name: "terms",
    type: "string",
    meaning: "grant, concessional, at_cost, sale; not_stated where the source does not say",
    source: SUPPLY,
    nullMeaning: MIXED,
    value: ({ terms }) => terms,
  },
  {
    name: "pipeline",
    type: "string",
    meaning: "Channel that the source names",
    source: SUPPLY,
    nullMeaning: MIXED,
    value: ({ pipeline }) => pipeline,
  },
];

const PLACE_FIELDS: readonly Field<PublishedRow>[] = [
  {
    name: "site",
    type: "string",
    meaning:
      "Code of the site where the units stood after what is counted; of a dispatch, the one they left from",
    source: "the movements that are counted",
    nullMeaning: MIXED,
    value: ({ site }) => site,
  },
  {
    name: "stage",
    type: "string",
    meaning: "Stage of the ledger that the figures of the row count; the others of it are 0",
    source: "the movements that are counted",
    nullMeaning: MIXED,
    value: ({ stage }) => stage,
  },
];

/** `importCleared` → `import_cleared`: headers of tables are in small letters. */
function nameColumn(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `more_than 2100000 pieces, 2020-04-01/2020-12-31, https://…`; several are set apart by ` | `. */
function describeReported(row: PublishedRow): string | null {
  if (row.reported.length === 0) return null;
  return row.reported
    .map(({ qualifier, quantity, unitPrinted, valueMinor, currency, periodFrom, periodTo, sourceUrl }) => {
      const value = valueMinor === null ? "" : `value in minor units ${valueMinor} ${currency ?? ""}`.trim();
      const amount = quantity === null ? value : `${quantity} ${unitPrinted}`;
      return `${qualifier} ${amount}, ${periodFrom}/${periodTo}, ${sourceUrl}`;
    })
    .join(" | ");
}
