import { v7 } from "uuid";
import { asId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import type { Movement, Stage } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay } from "#core/time.ts";
import { insertSupplies } from "#store/ledger.ts";
import type { EntryHead, MovementRow } from "#store/post-entry.ts";
import { type BenchBook, listPlaces, type Place } from "./bench-book.ts";
import { MASKS_PER_CARTON } from "./year-of-cartons.ts";

/**
 * Entries by which a book grows as that of 2020 would have, in the order of their times of record.
 *
 * A lot goes to ten countries, in each to five of its facilities. A carton of it has nine movements: agreed, dispatched, cleared
 * for export and for import, received at the facility, and used in four reports; the lot has one more, its pledge. Lots travel by
 * four: an entry is one step of every carton of four lots, and the next step comes five days later. Lots begin ever more often: 11
 * in January, 100 in February, 1,000 to the end of April, and as many every three weeks from then on. What is recorded
 * happened up to three days before; one movement in twenty is known by its month alone, one in a hundred by a span of two. One
 * giver has four lots of ten, 39 others have the rest.
 */
export interface GrowthScale {
  readonly cartonsPerLot: number;
  readonly facilitiesPerCountry: number;
}

const GIVERS = 40;
const TAKERS = 10;
const FACILITIES_OF_LOT = 5;
const LOTS_PER_ENTRY = 4;
const STEPS = [
  "pledge",
  "reserve",
  "dispatch",
  "clear_export",
  "clear_import",
  "receive",
  "use",
  "use",
  "use",
  "use",
] as const;
const RECEIVED = STEPS.indexOf("receive");
const USES = STEPS.filter((step) => step === "use").length;
const STEP_DAYS = 5;
const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2020, 0, 1);
/** Days after the start, and how many lots have begun by then; after the last it goes on as before it. */
const BEGUN = [
  [0, 0],
  [31, 11],
  [60, 111],
  [121, 1111],
  [319, 11_111],
] as const;

interface Lot {
  readonly supplyId: SupplyId;
  readonly giver: Place;
  /** With the facilities of each in its country. */
  readonly takers: readonly (Place & { readonly facilities: readonly SiteId[] })[];
}

export interface Draft {
  readonly head: EntryHead;
  readonly rows: readonly MovementRow[];
}

export interface GrowingBook {
  /** The givers' countries: of the one that has four lots of ten, and of another. */
  readonly largestExporter: string;
  readonly exporter: string;
  /** Time of record of the newest entry. */
  readonly newestAt: () => string;
  /** The next entry, and the number of its lots' group, whose step before must be posted by then. Its supplies are there. */
  readonly drawEntry: () => Promise<Draft & { readonly group: number }>;
  /** Two entries of one movement, on a lot that is being used: a carton's use, and its correction, which takes it back. */
  readonly drawUse: () => readonly [Draft, Draft];
}

export async function openGrowingBook(book: BenchBook, scale: GrowthScale): Promise<GrowingBook> {
  const places = await listPlaces(book);
  const facilities = await addFacilities(book, scale.facilitiesPerCountry);
  await book.owner.query("select ensure_movement_partitions('2020-01-01', 24)");
  const givers = Array.from(
    { length: GIVERS },
    (_, index) => places[Math.floor((index * places.length) / GIVERS)]!,
  );
  const lots: Lot[] = [];
  /** Groups of lots that have had each step. */
  const done = STEPS.map(() => 0);
  let newestMs = START_MS;
  let drawn = 0;

  const addLots = async (): Promise<void> => {
    const fresh = Array.from({ length: 100 * LOTS_PER_ENTRY }, (_, more) => {
      const index = lots.length + more;
      return drawLot(index, { givers, places, facilities });
    });
    const { items } = book.context.reference;
    const countable = [...items.values()].filter((one) => one.kind === "item" && one.unitName === "piece");
    const supplies = fresh.map(({ supplyId, giver }, more) => ({
      id: supplyId,
      itemId: countable[Math.floor((lots.length + more) / 3) % Math.min(20, countable.length)]!.id,
      giverId: giver.partyId,
      terms: more % 4 === 0 ? ("sale" as const) : ("grant" as const),
      ...NOTHING_MORE,
    }));
    await insertSupplies(book.context.database, supplies, book.context.now());
    lots.push(...fresh);
  };

  const drawEntry: GrowingBook["drawEntry"] = async () => {
    const step = findEarliest(done);
    const group = done[step]!;
    while (lots.length < (group + 1) * LOTS_PER_ENTRY) await addLots();
    done[step] = group + 1;
    newestMs = timeOfStep(group, step);
    const occurred = listOccurred(newestMs);
    const rows = lots
      .slice(group * LOTS_PER_ENTRY, (group + 1) * LOTS_PER_ENTRY)
      .flatMap((lot) => listRows(lot, step, { cartons: scale.cartonsPerLot, occurred }));
    return { head: headAt(newestMs), rows, group };
  };

  /** Cartons of which each goes to another facility. */
  const reached = Math.min(TAKERS * FACILITIES_OF_LOT, scale.cartonsPerLot);

  const drawUse = (): readonly [Draft, Draft] => {
    const [from, to] = [done.at(-1)!, done[RECEIVED]!];
    if (from === to) throw new Error("growing-book: no lot is being used");
    // Any multiplier that shares no factor with what it is taken by spreads them; the same in every run.
    drawn += 1;
    const lot = lots[from * LOTS_PER_ENTRY + ((drawn * 7919) % ((to - from) * LOTS_PER_ENTRY))]!;
    const occurred = listOccurred(newestMs);
    const [use] = listRows(lot, RECEIVED + 1, { cartons: 1, occurred, first: (drawn * 31) % reached });
    const { from_stage: stage, to_stage: toStage, ...rest } = use!;
    const correction = { ...rest, reversal: true, from_stage: toStage, to_stage: stage };
    return [
      { head: headAt(newestMs), rows: [use!] },
      { head: headAt(newestMs), rows: [correction] },
    ];
  };

  const [largestExporter, exporter] = await listCountries(book, [givers[0]!, givers[7]!]);
  const newestAt = () => new Date(newestMs).toISOString();
  return { largestExporter: largestExporter!, exporter: exporter!, newestAt, drawEntry, drawUse };
}

const NOTHING_MORE = {
  offerId: null,
  gtin: null,
  lotNumber: null,
  expiry: null,
  pipeline: null,
  emergency: null,
  scenario: null,
} as const;

/** Sites of every country beside its site of entry, by the party that has them. */
async function addFacilities(book: BenchBook, perCountry: number): Promise<Map<PartyId, SiteId[]>> {
  const { rows } = await book.owner.query<{ id: string; party_id: string }>(
    `insert into site (id, code, name, kind, country, party_id)
      select gen_random_uuid(), s.country || '-FACILITY-' || n, s.name || ' ' || n, 'hospital', s.country, s.party_id
      from site as s cross join generate_series(1, $1) as n where s.party_id is not null
      returning id, party_id`,
    [perCountry],
  );
  const found = new Map<PartyId, SiteId[]>();
  for (const row of rows) {
    const party = asId<"party">(row.party_id);
    found.set(party, [...(found.get(party) ?? []), asId<"site">(row.id)]);
  }
  return found;
}

async function listCountries(book: BenchBook, places: readonly Place[]): Promise<string[]> {
  const { rows } = await book.owner.query<{ id: string; country: string }>(
    "select id, country from party where id = any($1::uuid[])",
    [places.map(({ partyId }) => partyId)],
  );
  return places.map(({ partyId }) => rows.find(({ id }) => id === partyId)!.country);
}

interface World {
  readonly givers: readonly Place[];
  readonly places: readonly Place[];
  readonly facilities: ReadonlyMap<PartyId, readonly SiteId[]>;
}

function drawLot(index: number, { givers, places, facilities }: World): Lot {
  const giver = givers[index % 10 < 4 ? 0 : 1 + (index % (GIVERS - 1))]!;
  const others = places.filter(({ partyId }) => partyId !== giver.partyId);
  const takers = Array.from({ length: TAKERS }, (_, more) => {
    const place = others[(index * 37 + more * 19) % others.length]!;
    const own = facilities.get(place.partyId)!;
    const chosen = Array.from({ length: FACILITIES_OF_LOT }, (__, n) => own[(index * 7 + n) % own.length]!);
    return { ...place, facilities: chosen };
  });
  return { supplyId: asId(v7()), giver, takers };
}

/** When the lots of a group begin, in milliseconds since 1970. */
function timeOfStep(group: number, step: number): number {
  const lot = group * LOTS_PER_ENTRY;
  const after = BEGUN.findIndex(([, lots]) => lots > lot);
  const last = after === -1 ? BEGUN.length - 1 : after;
  const [[fromDay, fromLots], [toDay, toLots]] = [BEGUN[last - 1]!, BEGUN[last]!];
  const day = fromDay + ((lot - fromLots) * (toDay - fromDay)) / (toLots - fromLots);
  return START_MS + Math.floor((day + step * STEP_DAYS) * DAY_MS);
}

/** The step that comes next: the earliest of those that the next group of each has before it. */
function findEarliest(done: readonly number[]): number {
  let earliest = 0;
  for (let step = 1; step < done.length; step += 1) {
    if (timeOfStep(done[step]!, step) <= timeOfStep(done[earliest]!, earliest)) earliest = step;
  }
  return earliest;
}

function headAt(atMs: number): EntryHead {
  const recordedAt = new Date(atMs).toISOString();
  return { id: v7(), kind: "bench", reason: "command", corrects: null, userId: "bench", recordedAt };
}

type Occurred = Pick<MovementRow, "occurred_from" | "occurred_to" | "occurred_precision" | "occurred_text">;

/** When what is recorded at that time may have happened: a hundred ways, as often as they come up. */
function listOccurred(atMs: number): readonly Occurred[] {
  const monthOf = (ms: number) => new Date(ms).toISOString().slice(0, 7);
  const write = (from: string, to: string, precision: string, text: string): Occurred => ({
    occurred_from: from,
    occurred_to: to,
    occurred_precision: precision,
    occurred_text: text,
  });
  const month = monthOf(atMs);
  const lastOf = (text: string) =>
    new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5)), 0)).toISOString().slice(0, 10);
  const before = monthOf(Date.parse(`${month}-01`) - DAY_MS);
  return Array.from({ length: 100 }, (_, way) => {
    if (way === 0) return write(`${before}-01`, lastOf(month), "span", `${before}/${month}`);
    if (way <= 5) return write(`${month}-01`, lastOf(month), "month", month);
    const day = new Date(atMs - (way % 4) * DAY_MS).toISOString().slice(0, 10);
    return write(day, day, "day", day);
  });
}

interface Cartons {
  readonly cartons: number;
  readonly occurred: readonly Occurred[];
  /** The first of them; others are sent to the next taker each. */
  readonly first?: number;
}

/** One step of so many cartons of a lot. */
function listRows(lot: Lot, step: number, { cartons, occurred, first = 0 }: Cartons): MovementRow[] {
  const kind = STEPS[step]!;
  const { supplyId, giver } = lot;
  const count = kind === "pledge" ? 1 : cartons;
  return Array.from({ length: count }, (_, more) => {
    const carton = first + more;
    const taker = lot.takers[carton % TAKERS]!;
    const facility = taker.facilities[Math.floor(carton / TAKERS) % FACILITIES_OF_LOT]!;
    const [from, to] = listSides(kind, { giver, taker, facility });
    return {
      supply_id: supplyId,
      kind,
      reversal: false,
      quantity: countUnits(kind, cartons),
      from_party_id: from[0],
      from_site_id: from[1],
      from_stage: from[2],
      to_party_id: to[0],
      to_site_id: to[1],
      to_stage: to[2],
      recipient_id: kind === "pledge" ? null : taker.partyId,
      consignment_id: null,
      ...occurred[(carton * 53 + step * 17) % occurred.length]!,
    };
  });
}

function countUnits(kind: (typeof STEPS)[number], cartons: number): number {
  if (kind === "pledge") return cartons * MASKS_PER_CARTON;
  return kind === "use" ? MASKS_PER_CARTON / USES : MASKS_PER_CARTON;
}

type Side = readonly [PartyId, SiteId, string];

function listSides(
  kind: (typeof STEPS)[number],
  { giver, taker, facility }: { readonly giver: Place; readonly taker: Place; readonly facility: SiteId },
): readonly [Side, Side] {
  const given = (stage: string): Side => [giver.partyId, giver.siteId, stage];
  const leaving: Side = [giver.partyId, taker.siteId, "in_transit"];
  const arrived: Side = [taker.partyId, taker.siteId, "in_transit"];
  const there = (stage: string): Side => [taker.partyId, facility, stage];
  const sides = {
    pledge: [given("produced"), given("available")],
    reserve: [given("available"), given("reserved")],
    dispatch: [given("reserved"), given("in_transit")],
    clear_export: [given("in_transit"), leaving],
    clear_import: [leaving, arrived],
    receive: [arrived, there("received")],
    use: [there("received"), there("used")],
  } as const satisfies Record<string, readonly [Side, Side]>;
  return sides[kind];
}

/** The movement that a row of {@link GrowingBook.drawUse} stands for. */
export function readMovement(row: MovementRow): Movement {
  return {
    kind: "use",
    reversal: row.reversal,
    supplyId: asId(row.supply_id),
    from: {
      partyId: asId(row.from_party_id),
      siteId: asId(row.from_site_id),
      stage: row.from_stage as Stage,
    },
    to: { partyId: asId(row.to_party_id), siteId: asId(row.to_site_id), stage: row.to_stage as Stage },
    quantity: asQuantity(row.quantity),
    recipientId: asId(row.recipient_id!),
    consignmentId: null,
    occurred: {
      from: asDay(row.occurred_from),
      to: asDay(row.occurred_to),
      precision: row.occurred_precision as Movement["occurred"]["precision"],
      text: row.occurred_text,
    },
  };
}
