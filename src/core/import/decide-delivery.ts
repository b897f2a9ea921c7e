import type { Delivery } from "#core/consignment/record-delivery.ts";
import type { RecordedTerms } from "#core/ledger/supply.ts";
import type { Quantity } from "#core/quantity.ts";
import type { Problem } from "#core/result.ts";
import type { Site } from "#core/site/site.ts";
import type { Day, Occurred } from "#core/time.ts";
import type { Funding, Giver } from "./funder.ts";

/** What a row of a list of deliveries says, cell by cell. */
export interface DeliveryRow {
  /** ISO 3166-1 alpha-3 of the country that received it. */
  readonly recipient: string;
  /** The country whose name stands beside the code; `null` where none does, or none that is known. */
  readonly recipientName: string | null;
  /** The site that received it; `null`: the country's main gate. */
  readonly site: Site | null;
  readonly item: string | null;
  /** The item of the maker that the row names; it is more exact than `item`. */
  readonly producer: string | null;
  readonly quantity: Quantity;
  readonly giver: Giver | null;
  readonly funder: Funding | null;
  readonly terms: RecordedTerms | null;
  readonly pipeline: string | null;
  readonly received: Occurred | null;
  readonly sent: Occurred | null;
  readonly source: string | null;
  readonly lot: string | null;
  readonly expiry: Day | null;
  /** The source's own number of the delivery. */
  readonly reference: string | null;
}

/** The days between which a delivery lies whose date the source does not state. */
export interface DateBounds {
  readonly earliest: Day;
  readonly latest: Day;
}

/** A delivery that has no id yet: the id is made from what is said here and the source's number. */
export type DeliveryDraft = Omit<Delivery, "id"> & { readonly reference: string | null };

/** The delivery that a row states, or everything that is wrong with it. */
export type DecidedDelivery =
  | { readonly draft: DeliveryDraft; readonly problems: readonly [] }
  | { readonly draft: null; readonly problems: readonly Problem[] };

/**
 * The delivery that a row states. Everything wrong with it is listed: no giver and no funder, or both; terms that
 * are missing or that disagree with the funder's; a funder's word used outside the pipeline it belongs to; a giver that is
 * the recipient; a country's name that is not its code's; a site in another country; no item; no date and no bounds between which it lies; delivered
 * before it was sent; past its expiry when delivered.
 *
 * Without a date, it happened on some day between the bounds: `XXXX-XX` in EDTF (ISO 8601-2:2019).
 */
export function decideDelivery(
  row: DeliveryRow,
  at: { readonly line: number; readonly bounds: DateBounds | null },
): DecidedDelivery {
  const { line, bounds } = at;
  const problems: Problem[] = [];
  const add = (field: string, value: string | null, rule: string, facts?: Problem["facts"]): void => {
    problems.push({ field, value, rule, line, ...(facts === undefined ? {} : { facts }) });
  };
  const given = decideGiver(row, add);
  const itemId = row.producer ?? row.item;
  if (itemId === null) add("item", null, "missing");
  const occurred = row.received ?? (bounds === null ? null : occurredBetween(bounds));
  if (occurred === null) add("received", null, "missing");
  else checkDays(row, occurred, add);
  if (row.recipientName !== null && row.recipientName !== row.recipient) {
    add("recipient", row.recipient, "country_disagrees_with_its_name", { name_of: row.recipientName });
  }
  const { site } = row;
  if (site !== null && site.country !== row.recipient) {
    add("site", site.code, "site_in_another_country", { country: site.country });
  }
  if (given === null || itemId === null || occurred === null || problems.length > 0) {
    return { draft: null, problems };
  }
  const draft: DeliveryDraft = {
    ...given,
    recipientCountry: row.recipient,
    ...(site === null ? {} : { site: { code: site.code, name: site.name, kind: site.kind } }),
    itemId,
    quantity: row.quantity,
    pipeline: row.pipeline,
    occurred,
    sent: row.sent,
    sourceUrl: row.source,
    lotNumber: row.lot,
    expiry: row.expiry,
    line,
    reference: row.reference,
  };
  return { draft, problems: [] };
}

type Add = (field: string, value: string | null, rule: string, facts?: Problem["facts"]) => void;

function decideGiver(
  row: DeliveryRow,
  add: Add,
): { readonly giver: Giver; readonly terms: RecordedTerms } | null {
  const { giver, funder, pipeline } = row;
  const stated = giver ?? funder?.giver;
  if (stated === undefined) {
    add("giver", null, "missing");
    return null;
  }
  if (giver !== null && funder !== null) add("giver", giver.code, "giver_and_funder");
  if (funder !== null && funder.onlyThrough !== null && funder.onlyThrough !== pipeline) {
    add("funder", pipeline, "funder_of_another_pipeline", { pipeline: funder.onlyThrough });
  }
  if (stated.kind === "government" && stated.country === row.recipient) {
    add("giver", stated.code, "giver_is_recipient");
  }
  const ofFunder = funder === null || funder.terms === "not_stated" ? null : funder.terms;
  if (row.terms !== null && ofFunder !== null && row.terms !== ofFunder) {
    add("terms", row.terms, "terms_disagree_with_funder", { funder: ofFunder });
  }
  const terms = row.terms ?? funder?.terms;
  if (terms === undefined) {
    add("terms", null, "missing");
    return null;
  }
  return { giver: stated, terms };
}

/** Refuses only what cannot be: the last day of the one before the first day of the other. */
function checkDays({ sent, expiry }: DeliveryRow, occurred: Occurred, add: Add): void {
  if (sent !== null && sent.from > occurred.to) {
    add("received", occurred.text, "delivered_before_sent", { sent: sent.text });
  }
  if (expiry !== null && expiry < occurred.from) {
    add("expiry", expiry, "expired_before_delivery", { received: occurred.text });
  }
}

function occurredBetween({ earliest, latest }: DateBounds): Occurred {
  return { from: earliest, to: latest, precision: "span", text: "XXXX-XX" };
}
