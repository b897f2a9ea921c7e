import type { Giver } from "#core/import/funder.ts";
import type { DeliveryDraft } from "#core/import/decide-delivery.ts";
import type { Problem } from "#core/result.ts";
import { asQuantity } from "#core/quantity.ts";
import { occurredOn } from "#core/time.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { parseWholeNumber } from "#formats/table/parse-number.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { readRows, requireField } from "#formats/table/read-rows.ts";
import type { Table } from "#formats/table/table.ts";
import type { ImportNote } from "./import-file.ts";
import { buildAreaSite, ITALY_AREA_FIELDS, listAreaProblems } from "./italy-area.ts";
import { findVaccineMaker } from "./vaccine-layout.ts";

/**
 * The suppliers as the list writes them, each with the party that it is. What the makers' paediatric vaccine is called in the list
 * is another vaccine of the same supplier.
 */
const SUPPLIERS: ReadonlyMap<string, Giver> = new Map(
  Object.entries({
    "Pfizer/BioNTech": ["PFIZER-BIONTECH", "Pfizer / BioNTech"],
    "Pfizer Pediatrico": ["PFIZER-BIONTECH", "Pfizer / BioNTech"],
    Moderna: ["MODERNA", "Moderna"],
    "Vaxzevria (AstraZeneca)": ["ASTRAZENECA", "AstraZeneca"],
    Janssen: ["JANSSEN", "Janssen (Johnson & Johnson)"],
    Novavax: ["NOVAVAX", "Novavax"],
  } as const).map(([text, [code, name]]): [string, Giver] => [
    text.toLowerCase(),
    { code, name, kind: "maker", country: null },
  ]),
);

const FIELDS = {
  ...ITALY_AREA_FIELDS,
  supplier: requireField(["forn"], (text): Parsed<{ readonly giver: Giver; readonly itemId: string }> => {
    const giver = SUPPLIERS.get(text.trim().toLowerCase());
    const itemId = findVaccineMaker(text);
    return giver === undefined || itemId === undefined
      ? unparsed("unknown_supplier")
      : parsed({ giver, itemId });
  }),
  quantity: requireField(["numero_dosi"], (text, { numbers }) =>
    parseWholeNumber(text, numbers, { min: -Number.MAX_SAFE_INTEGER }),
  ),
  received: requireField(["data_consegna"], (text, { dates }) => parseDay(text, dates)),
};

/** A row of the list: a delivery, or units taken back where its number is below zero. */
export interface ItalyDelivery {
  readonly draft: DeliveryDraft & { readonly site: NonNullable<DeliveryDraft["site"]> };
  readonly isTakenBack: boolean;
}

/** True for a table with the columns of the list of deliveries that the Italian government publishes. */
export function isItalyDeliveries({ headers }: Table): boolean {
  return ["area", "forn", "numero_dosi", "data_consegna"].every((name) => headers.includes(name));
}

/**
 * The rows of the list of deliveries to Italian regions, with every problem of every row. The recipient is the government of
 * Italy, at a site for each region. How a maker was paid, and by whom, the list does not state: terms are `not_stated`.
 */
export function readItalyDeliveries(table: Table): {
  readonly rows: readonly ItalyDelivery[];
  readonly problems: readonly Problem[];
  /** Rows that state no doses: nothing is posted for them. */
  readonly notes: readonly ImportNote[];
  readonly unread: ReturnType<typeof readRows>["unread"];
} {
  const { rows, problems, unread } = readRows(table, FIELDS);
  const notes = rows.flatMap(({ line, value }): ImportNote[] =>
    value.quantity === 0 ? [{ line, field: "quantity", value: "0", note: "nothing_delivered" }] : [],
  );
  const stated = rows.filter(({ value }) => value.quantity !== 0);
  const deliveries = stated.map(({ line, value }): ItalyDelivery => {
    const { supplier, quantity, received } = value;
    const draft = {
      ...supplier,
      recipientCountry: "ITA",
      site: buildAreaSite(value),
      quantity: asQuantity(Math.abs(quantity)),
      terms: "not_stated",
      pipeline: null,
      occurred: occurredOn(received),
      sent: null,
      sourceUrl: null,
      lotNumber: null,
      expiry: null,
      line,
      reference: null,
    } as const;
    return { draft, isTakenBack: quantity < 0 };
  });
  return { rows: deliveries, problems: [...problems, ...listAreaProblems(rows)], notes, unread };
}
