import { asId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { TERMS, type Terms } from "#core/ledger/supply.ts";
import { decideMakeOffer, type MakeOffer } from "#core/offer/make-offer.ts";
import { asQuantity, type Quantity } from "#core/quantity.ts";
import { parseTerms } from "#formats/table/parse-cell.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { parseWholeNumber } from "#formats/table/parse-number.ts";
import { parsed } from "#formats/table/parsed.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import { allowField, type CellStyle, readRows, requireField } from "#formats/table/read-rows.ts";
import type { Table } from "#formats/table/table.ts";
import { listPostedOfferLines } from "#store/posted-lines.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { makeOfferWithin } from "../offer/make-offer.ts";
import { buildGoodsFields, checkGoods, parseLotNumber, readGtin } from "./goods-fields.ts";
import { type ImportFile, type ImportOptions, mergeProblems, readImportTable } from "./import-file.ts";
import type { Group, GroupRow } from "./group.ts";
import { importGroups } from "./import-groups.ts";
import { buildItemIndex } from "./item-index.ts";
import { buildPartyFields, findRowSite, type KnownPlaces, readKnownPlaces } from "./party-fields.ts";

type OfferLine = MakeOffer["lines"][number];

/** A row as a line of an offer; what it does not state is `null`, as it is stored. */
type OfferRowLine = Omit<
  OfferLine,
  | "gtin"
  | "manufacturedOn"
  | "lotNumber"
  | "expiry"
  | "availableUntil"
  | "keptUnits"
  | "packUnits"
  | "leastShipmentUnits"
> & {
  readonly keptUnits: Quantity;
  readonly packUnits: Quantity;
  readonly leastShipmentUnits: Quantity;
  /** Left out rather than `null`, as the next: rows of before there was the column stay the same rows. */
  readonly gtin?: string;
  readonly manufacturedOn?: NonNullable<OfferLine["manufacturedOn"]>;
  readonly lotNumber: NonNullable<OfferLine["lotNumber"]> | null;
  readonly expiry: NonNullable<OfferLine["expiry"]> | null;
  readonly availableUntil: NonNullable<OfferLine["availableUntil"]> | null;
};

/**
 * Imports offers: the rows of one party on one set of terms for one emergency become one offer, of 2,000
 * lines at most. Returns what became of
 * every row. Refuses as {@link importGroups} does; then nothing is written.
 */
export async function importOffers(
  context: AppContext,
  meta: CommandMeta,
  file: ImportFile,
  options: ImportOptions,
) {
  const table = readImportTable(file, options);
  if (!table.ok) return table;
  const places = await readKnownPlaces(context.database, context.reference);
  const read = readOfferRows(table.value, places, options);
  const sites = new Map([...places.sites.values()].map((site) => [site.id, site]));
  const { items } = context.reference;
  return await importGroups(context, meta, read, {
    options,
    kind: {
      kind: "offers",
      idKind: "offer",
      action: "make_offer",
      listStated: listPostedOfferLines,
      check: (group) => {
        const decided = decideMakeOffer(buildCommand(group), {
          id: asId<"offer">(context.newId()),
          now: context.now(),
          scenario: null,
          items,
          giver: group.party,
          sites,
          newSupplyId: () => asId<"supply">(context.newId()),
        });
        return decided.ok ? [] : decided.refusal.problems;
      },
      post: async (scope, group) => await makeOfferWithin(scope, buildCommand(group), { scenario: null }),
      columns: {
        itemId: "item",
        siteId: "site",
        manufacturedOn: "manufactured",
        availableUntil: "available_until",
        keptUnits: "kept",
        leastShipmentUnits: "least_shipment",
      },
    },
  });
}

function buildCommand(group: Group<OfferRowLine>): MakeOffer {
  const terms = TERMS.find((one) => one === group.head["terms"]);
  invariant(terms !== undefined, "rows of offers were read with their terms");
  return {
    partyId: group.party.id,
    terms,
    emergency: group.head["emergency"] ?? undefined,
    lines: group.rows.map(({ stated }) => ({
      ...stated,
      lotNumber: stated.lotNumber ?? undefined,
      expiry: stated.expiry ?? undefined,
      availableUntil: stated.availableUntil ?? undefined,
    })),
  };
}

function readOfferRows(table: Table, places: KnownPlaces, options: ImportOptions) {
  const { reference } = places;
  const day = (text: string, { dates }: CellStyle) => parseDay(text, dates);
  const count =
    (min: number) =>
    (text: string, { numbers }: CellStyle) => {
      const number = parseWholeNumber(text, numbers, { min });
      return number.ok ? parsed(asQuantity(number.value)) : number;
    };
  const fields = {
    ...buildPartyFields(places),
    ...buildGoodsFields(buildItemIndex(reference.items)),
    terms: requireField(["terms", "#meta+terms"], parseTerms),
    gtin: allowField(["gtin", "#item+gtin"], readGtin),
    lot: allowField(["lot", "#item+lot"], parseLotNumber),
    expiry: allowField(["expiry", "#date+expiry"], day),
    manufactured: allowField(["manufactured", "#date+manufactured"], day),
    availableFrom: requireField(["available_from", "#date+start"], day),
    availableUntil: allowField(["available_until", "#date+end"], day),
    kept: allowField(["kept"], count(0)),
    pack: allowField(["pack"], count(1)),
    leastShipment: allowField(["least_shipment"], count(0)),
  };
  const { mapping } = options;
  const { rows, problems, unread } = readRows(table, fields, mapping === undefined ? {} : { mapping });
  const found = startProblemList();
  const read = rows.flatMap(({ line, value }): GroupRow<OfferRowLine>[] => {
    const { party, item: itemId, quantity, emergency } = value;
    const terms: Terms = value.terms;
    const item = reference.items.get(itemId ?? "");
    for (const problem of checkGoods(value, item, { line, reference })) found.add(problem);
    const { site, problem } = findRowSite(value, places, line);
    if (problem !== null) found.add(problem);
    if (itemId === null) found.add({ field: "item", value: null, rule: "missing", line });
    if (itemId === null || site === null) return [];
    const stated: OfferRowLine = {
      itemId,
      quantity,
      siteId: site.id,
      ...(value.gtin === null ? {} : { gtin: value.gtin }),
      ...(value.manufactured === null ? {} : { manufacturedOn: value.manufactured }),
      lotNumber: value.lot,
      expiry: value.expiry,
      availableFrom: value.availableFrom,
      availableUntil: value.availableUntil,
      keptUnits: value.kept ?? asQuantity(0),
      packUnits: value.pack ?? asQuantity(1),
      leastShipmentUnits: value.leastShipment ?? asQuantity(0),
    };
    const summary = `${party.code} offers ${quantity} ${itemId} at ${site.code} from ${value.availableFrom}, ${terms}`;
    return [{ line, party, head: { terms, emergency }, stated, summary }];
  });
  return { table, rows: read, problems: mergeProblems(problems, found.list()), unread };
}
