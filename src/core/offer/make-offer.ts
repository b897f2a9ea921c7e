import { parseGtin } from "#core/gs1.ts";
import type { OfferId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Item } from "#core/item/item.ts";
import type { Supply, Terms } from "#core/ledger/supply.ts";
import type { Offer, OfferLine } from "#core/offer/offer.ts";
import type { Party } from "#core/party/party.ts";
import { asQuantity, type Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Day, dayOf, type Instant } from "#core/time.ts";

/** A party offers supplies on stated terms. */
export interface MakeOffer {
  readonly partyId: PartyId;
  readonly terms: Terms;
  readonly emergency?: string | undefined;
  readonly lines: readonly {
    readonly itemId: string;
    readonly quantity: Quantity;
    readonly siteId: SiteId;
    /** As printed: 8, 12, 13 or 14 digits. */
    readonly gtin?: string | undefined;
    readonly lotNumber?: string | undefined;
    /** Last day of use. */
    readonly expiry?: Day | undefined;
    /** Left out: not stated, so that no share of the whole shelf life can be shown. */
    readonly manufacturedOn?: Day | undefined;
    readonly availableFrom: Day;
    /** Last day on which it can leave; left out: it has none. */
    readonly availableUntil?: Day | undefined;
    /** What rounds do not share out; left out: none of it. */
    readonly keptUnits?: Quantity | undefined;
    /** Left out: single units. */
    readonly packUnits?: Quantity | undefined;
    /** Left out: any. */
    readonly leastShipmentUnits?: Quantity | undefined;
  }[];
}

/** What the decision needs to know of the world. */
export interface MakeOfferFacts {
  readonly id: OfferId;
  readonly now: Instant;
  /** The scenario it belongs to, whose days may lie in the past; `null` for what really is. */
  readonly scenario: string | null;
  readonly items: ReadonlyMap<string, Pick<Item, "kind" | "quantityMax">>;
  readonly giver: Pick<Party, "country">;
  /** The sites named that exist: whose they are (`null`: anyone's), and where. */
  readonly sites: ReadonlyMap<SiteId, { readonly partyId: PartyId | null; readonly country: string }>;
  readonly newSupplyId: () => SupplyId;
}

type Line = MakeOffer["lines"][number];

/**
 * The offer, open from now on: each line is a supply of its own in the ledger.
 *
 * Refuses with `malformed`, which lists every line's problems at once: `unknown_item`, `category_instead_of_item` (a
 * call may name a category, what is given is an item), `not_a_gtin`, `quantity_above_bound`, `unknown_site`, `site_of_another_party`
 * and `site_in_another_country` (a site is the giver's own, or nobody's in the giver's country; a giver of no single
 * country can give from anybody's gate), `available_until_before_available_from`, `expiry_before_available_from`,
 * `kept_above_quantity` and `least_shipment_above_quantity` (what is left to be shared out could never be sent),
 * `manufactured_after_expiry`, `manufactured_after_available`, `expiry_in_the_past` and `availability_has_ended` (not in a scenario), `doubled_line` (the same item, trade item, lot, expiry,
 * site and days: one supply written twice).
 */
export function decideMakeOffer(command: MakeOffer, facts: MakeOfferFacts): Result<Offer, MalformedRefusal> {
  const problems = command.lines.flatMap((line, index) => [
    ...findGoodsProblems(line, `lines.${index}`, facts),
    ...findPackProblems(line, `lines.${index}`),
    ...findSiteProblems(line, `lines.${index}.siteId`, { command, facts }),
    ...findTimeProblems(line, `lines.${index}`, facts),
  ]);
  problems.push(...findDoubledLines(command));
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const lines = command.lines.map(
    (line, index): OfferLine => ({
      lineNumber: index + 1,
      supplyId: facts.newSupplyId(),
      itemId: line.itemId,
      quantity: line.quantity,
      siteId: line.siteId,
      gtin: line.gtin === undefined ? null : (parseGtin(line.gtin) ?? null),
      lotNumber: line.lotNumber ?? null,
      expiry: line.expiry ?? null,
      manufacturedOn: line.manufacturedOn ?? null,
      availableFrom: line.availableFrom,
      availableUntil: line.availableUntil ?? null,
      keptUnits: line.keptUnits ?? asQuantity(0),
      packUnits: line.packUnits ?? asQuantity(1),
      leastShipmentUnits: line.leastShipmentUnits ?? asQuantity(0),
    }),
  );
  return accept({
    id: facts.id,
    partyId: command.partyId,
    terms: command.terms,
    status: "open",
    emergency: command.emergency ?? null,
    scenario: facts.scenario,
    lines,
  });
}

/** The supplies of an offer, as the ledger counts them: one a line. */
export function listSupplies(offer: Offer): Supply[] {
  return offer.lines.map((line) => ({
    id: line.supplyId,
    itemId: line.itemId,
    giverId: offer.partyId,
    terms: offer.terms,
    offerId: offer.id,
    gtin: line.gtin,
    lotNumber: line.lotNumber,
    expiry: line.expiry,
    pipeline: null,
    emergency: offer.emergency,
    scenario: offer.scenario,
  }));
}

function findGoodsProblems(line: Line, path: string, facts: MakeOfferFacts): Problem[] {
  const item = facts.items.get(line.itemId);
  const field = `${path}.itemId`;
  if (item === undefined) return [{ field, value: line.itemId, rule: "unknown_item" }];
  if (item.kind === "category") return [{ field, value: line.itemId, rule: "category_instead_of_item" }];
  const problems: Problem[] = [];
  if (line.gtin !== undefined && parseGtin(line.gtin) === undefined) {
    problems.push({ field: `${path}.gtin`, value: line.gtin, rule: "not_a_gtin" });
  }
  if (line.quantity <= item.quantityMax) return problems;
  return [
    ...problems,
    {
      field: `${path}.quantity`,
      value: String(line.quantity),
      rule: "quantity_above_bound",
      facts: { quantityMax: item.quantityMax },
    },
  ];
}

function findPackProblems({ quantity, keptUnits, leastShipmentUnits }: Line, path: string): Problem[] {
  const kept = keptUnits ?? 0;
  if (kept > quantity) {
    const value = String(keptUnits);
    return [{ field: `${path}.keptUnits`, value, rule: "kept_above_quantity", facts: { quantity } }];
  }
  const left = quantity - kept;
  if (leastShipmentUnits === undefined || leastShipmentUnits <= left) return [];
  const field = `${path}.leastShipmentUnits`;
  const value = String(leastShipmentUnits);
  return [{ field, value, rule: "least_shipment_above_quantity", facts: { left } }];
}

function findSiteProblems(
  line: Line,
  field: string,
  { command, facts }: { readonly command: MakeOffer; readonly facts: MakeOfferFacts },
): Problem[] {
  const site = facts.sites.get(line.siteId);
  const value = line.siteId;
  if (site === undefined) return [{ field, value, rule: "unknown_site" }];
  if (site.partyId === command.partyId) return [];
  if (site.partyId !== null) return [{ field, value, rule: "site_of_another_party" }];
  const { country } = facts.giver;
  if (country === null || country === site.country) return [];
  return [{ field, value, rule: "site_in_another_country", facts: { giver: country, site: site.country } }];
}

function findTimeProblems(line: Line, path: string, facts: MakeOfferFacts): Problem[] {
  const problems: Problem[] = [];
  const { availableFrom, availableUntil, expiry, manufacturedOn } = line;
  if (manufacturedOn !== undefined && expiry !== undefined && manufacturedOn >= expiry) {
    problems.push({
      field: `${path}.manufacturedOn`,
      value: manufacturedOn,
      rule: "manufactured_after_expiry",
    });
  } else if (manufacturedOn !== undefined && manufacturedOn > availableFrom) {
    const rule = "manufactured_after_available";
    problems.push({ field: `${path}.manufacturedOn`, value: manufacturedOn, rule });
  }
  const today = facts.scenario === null ? dayOf(facts.now) : null;
  if (availableUntil !== undefined && availableUntil < availableFrom) {
    const rule = "available_until_before_available_from";
    problems.push({ field: `${path}.availableUntil`, value: availableUntil, rule });
  } else if (availableUntil !== undefined && today !== null && availableUntil < today) {
    problems.push({ field: `${path}.availableUntil`, value: availableUntil, rule: "availability_has_ended" });
  }
  if (expiry !== undefined && today !== null && expiry < today) {
    problems.push({ field: `${path}.expiry`, value: expiry, rule: "expiry_in_the_past" });
  } else if (expiry !== undefined && expiry < availableFrom) {
    problems.push({ field: `${path}.expiry`, value: expiry, rule: "expiry_before_available_from" });
  }
  return problems;
}

function findDoubledLines(command: MakeOffer): Problem[] {
  const seen = new Map<string, number>();
  return command.lines.flatMap((line, index): Problem[] => {
    const { itemId, siteId, gtin, lotNumber, expiry, availableFrom, availableUntil } = line;
    const key = JSON.stringify([itemId, siteId, gtin, lotNumber, expiry, availableFrom, availableUntil]);
    const first = seen.get(key);
    if (first !== undefined) {
      return [{ field: `lines.${index}`, value: itemId, rule: "doubled_line", facts: { sameAs: first } }];
    }
    seen.set(key, index);
    return [];
  });
}
