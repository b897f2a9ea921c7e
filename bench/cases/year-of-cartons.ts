import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Action } from "#core/permission.ts";
import type { Movement, MovementKind, Stage } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, type Occurred } from "#core/time.ts";
import type { Place } from "./bench-book.ts";

/** Cartons of masks that were exported in 2020: 224,200 million masks (customs of China), 2,000 to a carton. */
export const CARTONS = 112_100_000;
export const MASKS_PER_CARTON = 2000;
/** Cartons of 0.06 m³ in a container of 40 feet (67 m³): what travels, and is posted, as one consignment. */
const CONTAINER_CARTONS = 1100;
/** Consignments that are drawn on one lot. */
const LOT_CONSIGNMENTS = 20;
/** Reports of use in which a consignment's masks reach their users. */
const USES = 4;
/** Days of 2020. */
const DAYS = 366;

export const CONSIGNMENTS = Math.ceil(CARTONS / CONTAINER_CARTONS);

export type Lot = Place & { readonly supplyId: SupplyId };

/** The command that posts each kind of movement here. */
const COMMANDS = {
  pledge: "make_offer",
  reserve: "accept_agreement",
  dispatch: "dispatch_consignment",
  clear_export: "clear_export",
  clear_import: "clear_import",
  receive: "receive_consignment",
  use: "record_use",
} as const satisfies Partial<Record<MovementKind, Action>>;

/** What one command posts. */
export interface Step {
  readonly kind: Action;
  readonly movement: Movement;
}

/** How many lots so many consignments are drawn on. */
export function countLots(consignments: number): number {
  return Math.ceil(consignments / LOT_CONSIGNMENTS);
}

/** The pledge of a lot: all that is drawn on it. `index`, `count`: which lot of how many, by which it is spread over the year. */
export function pledgeLot(lot: Lot, index: number, count: number): Step {
  const quantity = LOT_CONSIGNMENTS * CONTAINER_CARTONS * MASKS_PER_CARTON;
  const at = standAt(lot.partyId, lot.siteId);
  return {
    kind: COMMANDS.pledge,
    movement: move(lot, "pledge", {
      from: at("produced"),
      to: at("available"),
      quantity,
      occurred: dayOf(index / count),
      recipientId: null,
    }),
  };
}

/**
 * The commands of one consignment, in their order: agreed, dispatched, cleared for export and import, received, and used bit by
 * bit. `index`, `count`: which consignment of how many.
 */
export function listSteps(
  lots: readonly Lot[],
  takers: readonly Place[],
  index: number,
  count: number,
): readonly Step[] {
  const lot = lots[Math.floor(index / LOT_CONSIGNMENTS)]!;
  const drawn = takers[(index * 37) % takers.length]!;
  const taker = drawn.partyId === lot.partyId ? takers[(index * 37 + 1) % takers.length]! : drawn;
  const whole = CONTAINER_CARTONS * MASKS_PER_CARTON;
  const given = standAt(lot.partyId, lot.siteId);
  const leaving = standAt(lot.partyId, taker.siteId);
  const taken = standAt(taker.partyId, taker.siteId);
  const step = (
    by: keyof typeof COMMANDS,
    from: Movement["from"],
    to: Movement["to"],
    quantity = whole,
  ): Step => ({
    kind: COMMANDS[by],
    movement: move(lot, by, {
      from,
      to,
      quantity,
      occurred: dayOf(index / count),
      recipientId: taker.partyId,
    }),
  });
  return [
    step("reserve", given("available"), given("reserved")),
    step("dispatch", given("reserved"), given("in_transit")),
    step("clear_export", given("in_transit"), leaving("in_transit")),
    step("clear_import", leaving("in_transit"), taken("in_transit")),
    step("receive", taken("in_transit"), taken("received")),
    ...Array.from({ length: USES }, () => step("use", taken("received"), taken("used"), whole / USES)),
  ];
}

function standAt(partyId: PartyId, siteId: SiteId) {
  return (stage: Stage) => ({ partyId, siteId, stage });
}

function move(
  { supplyId }: Lot,
  kind: MovementKind,
  rest: Pick<Movement, "from" | "to" | "occurred" | "recipientId"> & { readonly quantity: number },
): Movement {
  return {
    kind,
    reversal: false,
    supplyId,
    consignmentId: null,
    ...rest,
    quantity: asQuantity(rest.quantity),
  };
}

/** The day of 2020 after that part of it. */
function dayOf(part: number): Occurred {
  const text = new Date(Date.UTC(2020, 0, 1 + Math.floor(part * DAYS))).toISOString().slice(0, 10);
  return { from: asDay(text), to: asDay(text), precision: "day", text };
}
