import type { Account, Movement, Stage } from "#core/ledger/movement.ts";
import type { ConsignmentId, PartyId, SiteId } from "#core/id.ts";
import type { Day } from "#core/time.ts";

/** Where units of one supply can be that were exposed: in a party's hands at a site, or on their way. */
export type ExposedPlace =
  | { readonly partyId: PartyId; readonly siteId: SiteId; readonly consignmentId: null }
  | { readonly consignmentId: ConsignmentId };

/** Where the readings were taken: in the room of a site, or with a consignment. */
export type Monitored =
  | { readonly siteId: SiteId; readonly consignmentId: null }
  | { readonly siteId: null; readonly consignmentId: ConsignmentId };

/** Stages in which units stand on a shelf. */
const STANDING: readonly Stage[] = ["available", "reserved", "received", "quarantined"];
/** Before every day: what was in a consignment was exposed with it, whenever it arrived by the book. */
const EVER = "";

type Step = Pick<Movement, "kind" | "reversal" | "from" | "to" | "quantity" | "consignmentId" | "occurred">;

/**
 * The places to which units of a supply can have come that were exposed from one day to another, the first places included, by all the movements of
 * the supply. A day is all that the book is sure of: units that came or left on a day of the excursion were there. Which of several
 * units at a place moved on, nobody can tell: all that left it since may have been those. It says too much rather than too little:
 * units that come to such a place later are not told from those that were there. O(movements × places).
 *
 * Worked example: 100 stood at A in an excursion of 3 May; 40 went to B on 5 May and 10 to C on 2 May: A, B and the consignment to B.
 */
export function traceExposed(
  movements: readonly Step[],
  monitored: Monitored,
  { from, to }: { readonly from: Day; readonly to: Day },
): readonly ExposedPlace[] {
  const since = new Map<string, { readonly place: ExposedPlace; readonly day: string }>();
  const work: string[] = [];
  const expose = (place: ExposedPlace, day: string): void => {
    const key = placeKey(place);
    const known = since.get(key);
    if (known !== undefined && known.day <= day) return;
    since.set(key, { place, day });
    work.push(key);
  };
  for (const place of listFirst(movements, monitored, { from, to })) {
    expose(place, place.consignmentId === null ? from : EVER);
  }
  for (let key = work.shift(); key !== undefined; key = work.shift()) {
    const exposed = since.get(key);
    if (exposed === undefined) continue;
    for (const movement of movements) {
      const leaves = findPlace(movement.from, movement);
      const enters = findPlace(movement.to, movement);
      if (leaves === undefined || enters === undefined || placeKey(leaves) !== key) continue;
      if (movement.occurred.to < exposed.day || isOnPaper(movement)) continue;
      expose(enters, movement.occurred.from > exposed.day ? movement.occurred.from : exposed.day);
    }
  }
  return [...since.values()].map(({ place }) => place);
}

/** The places at which units stood while it was too warm or too cold. */
function listFirst(
  movements: readonly Step[],
  monitored: Monitored,
  { from, to }: { readonly from: Day; readonly to: Day },
): ExposedPlace[] {
  if (monitored.consignmentId !== null) return [{ consignmentId: monitored.consignmentId }];
  const stood = new Map<string, { readonly place: ExposedPlace; units: number }>();
  const add = (at: Omit<Account, "supplyId">, units: number): void => {
    if (at.siteId !== monitored.siteId || !STANDING.includes(at.stage)) return;
    const place = { partyId: at.partyId, siteId: at.siteId, consignmentId: null };
    const known = stood.get(placeKey(place));
    if (known === undefined) stood.set(placeKey(place), { place, units });
    else known.units += units;
  };
  for (const { from: leaves, to: enters, quantity, occurred, reversal } of movements) {
    if (occurred.from <= to) add(enters, quantity);
    // Units of which it is said that they had not come, or had not been sent, stood there until that was said.
    if (reversal && !isOneShelf(leaves, enters)) continue;
    if (occurred.to < from) add(leaves, 0 - quantity);
    // Between two stages of one shelf nothing comes or goes.
    else if (occurred.from <= to && isOneShelf(leaves, enters)) add(leaves, 0 - quantity);
  }
  return [...stood.values()].flatMap(({ place, units }) => (units > 0 ? [place] : []));
}

/**
 * Whether no unit was carried anywhere by a movement: a sending or a receipt is taken back, or a redirect (or its end) brings the book to
 * where the units have stood all the time.
 */
function isOnPaper({ kind, reversal, from, to }: Step): boolean {
  if (reversal && (from.stage === "in_transit" || to.stage === "in_transit")) return true;
  return kind === "quarantine" && from.siteId !== to.siteId;
}

function isOneShelf(one: Step["from"], other: Step["from"]): boolean {
  const standing = STANDING.includes(one.stage) && STANDING.includes(other.stage);
  return standing && one.partyId === other.partyId && one.siteId === other.siteId;
}

function findPlace(
  { stage, partyId, siteId }: Step["from"],
  { consignmentId }: Step,
): ExposedPlace | undefined {
  if (STANDING.includes(stage)) return { partyId, siteId, consignmentId: null };
  return stage === "in_transit" && consignmentId !== null ? { consignmentId } : undefined;
}

/** A text for a place, unique within a supply. */
function placeKey(place: ExposedPlace): string {
  return place.consignmentId === null ? `${place.partyId}/${place.siteId}` : place.consignmentId;
}
