import { isPipelineCode, listStatedConditions } from "#core/conditions.ts";
import type { CommandId, ConsignmentId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Account, Movement, MovementKind, Stage } from "#core/ledger/movement.ts";
import type { RecordedTerms } from "#core/ledger/supply.ts";
import type { PartyKind } from "#core/party/party.ts";
import type { SiteKind } from "#core/site/site.ts";
import { isQuantity, type Quantity } from "#core/quantity.ts";
import type { Problem } from "#core/result.ts";
import { type Day, dayOf, type Instant, type Occurred } from "#core/time.ts";

/** A delivery that somebody published after it had happened. */
export interface Delivery {
  /** Made from what the source says of it, so that the same row, imported again, is the same delivery. */
  readonly id: CommandId;
  /** Who gave or sold it; made as a party where it is not known yet. */
  readonly giver: {
    readonly code: string;
    readonly name: string;
    readonly kind: PartyKind;
    readonly country: string | null;
  };
  /** ISO 3166-1 alpha-3 of the country that received it: its government. */
  readonly recipientCountry: string;
  /** Where it was received, a site of that government, made where it is not known yet; left out: the country's main gate. */
  readonly site?: { readonly code: string; readonly name: string; readonly kind: SiteKind } | undefined;
  readonly itemId: string;
  readonly quantity: Quantity;
  readonly terms: RecordedTerms;
  readonly pipeline: string | null;
  /** When it was received. */
  readonly occurred: Occurred;
  /** When it was sent, where the source says so. */
  readonly sent?: Occurred | null;
  readonly sourceUrl: string | null;
  readonly lotNumber: string | null;
  readonly expiry: Day | null;
  /** Line of the file that it comes from, for the list of what is wrong. */
  readonly line: number;
}

/** What the check needs to know of the world. */
export interface DeliveryFacts {
  readonly now: Instant;
  readonly items: ReadonlyMap<string, { readonly kind: string; readonly quantityMax: number }>;
  readonly countries: ReadonlyMap<string, unknown>;
}

/**
 * Everything wrong with a delivery: unknown item, country, a quantity beyond the item's bound, a day to come, received
 * before it was sent, a pipeline that is no code, a giver whose name puts a condition.
 */
export function checkDelivery(delivery: Delivery, facts: DeliveryFacts): Problem[] {
  const { line } = delivery;
  const problems: Problem[] = [];
  const item = facts.items.get(delivery.itemId);
  if (item === undefined || item.kind === "category") {
    problems.push({
      line,
      field: "itemId",
      value: delivery.itemId,
      rule: item === undefined ? "unknown_item" : "category_not_item",
    });
  } else if (delivery.quantity > item.quantityMax) {
    const value = String(delivery.quantity);
    problems.push({
      line,
      field: "quantity",
      value,
      rule: "quantity_above_bound",
      facts: { quantityMax: item.quantityMax },
    });
  }
  if (!isQuantity(delivery.quantity) || delivery.quantity === 0) {
    problems.push({
      line,
      field: "quantity",
      value: String(delivery.quantity),
      rule: "positive_whole_number",
    });
  }
  if (!facts.countries.has(delivery.recipientCountry)) {
    problems.push({
      line,
      field: "recipientCountry",
      value: delivery.recipientCountry,
      rule: "unknown_country",
    });
  }
  if (delivery.occurred.from > dayOf(facts.now)) {
    problems.push({ line, field: "occurred", value: delivery.occurred.text, rule: "occurred_in_the_future" });
  }
  if (delivery.sent !== undefined && delivery.sent !== null && delivery.sent.from > delivery.occurred.to) {
    const facts = { sent: delivery.sent.text };
    problems.push({
      line,
      field: "occurred",
      value: delivery.occurred.text,
      rule: "delivered_before_sent",
      facts,
    });
  }
  if (delivery.pipeline !== null && !isPipelineCode(delivery.pipeline)) {
    problems.push({ line, field: "pipeline", value: delivery.pipeline, rule: "not_a_pipeline_code" });
  }
  const stated = listStatedConditions({ giver: delivery.giver.name });
  return [...problems, ...stated.map((problem) => ({ ...problem, line }))];
}

/**
 * The movements of a delivery recorded afterwards: pledged, promised, sent and received in one entry, all in the
 * time that the source states. Where it says when they were sent, they had been promised by then at the latest. Clearance is not claimed: no source states it. Where the goods came from is not
 * stated either, so they stand at the site of entry from the beginning, in the giver's hands until received.
 */
export function listDeliveryMovements(
  delivery: Pick<Delivery, "quantity" | "occurred" | "sent">,
  route: {
    readonly supplyId: SupplyId;
    readonly giverId: PartyId;
    readonly recipientId: PartyId;
    readonly siteId: SiteId;
    readonly consignmentId: ConsignmentId;
  },
): Movement[] {
  const { supplyId, giverId, recipientId, siteId, consignmentId } = route;
  const giver = (stage: Stage): Omit<Account, "supplyId"> => ({ partyId: giverId, siteId, stage });
  const move = (kind: MovementKind, from: Stage, to: Movement["to"]): Movement => ({
    kind,
    reversal: false,
    supplyId,
    from: giver(from),
    to,
    quantity: delivery.quantity,
    // Unlike an open offer's, these units were meant for this recipient from the beginning.
    recipientId,
    consignmentId: kind === "pledge" || kind === "reserve" ? null : consignmentId,
    occurred: kind === "receive" ? delivery.occurred : (delivery.sent ?? delivery.occurred),
  });
  return [
    move("pledge", "produced", giver("available")),
    move("reserve", "available", giver("reserved")),
    move("dispatch", "reserved", giver("in_transit")),
    move("receive", "in_transit", { partyId: recipientId, siteId, stage: "received" }),
  ];
}
