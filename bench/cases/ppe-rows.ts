import { parse } from "csv-parse/sync";

/** Goods that a donor has for who needs them, from a day on. */
export interface Lot {
  readonly donor: string;
  readonly item: string;
  /** Units, 1 … 100,000,000. */
  readonly units: number;
  /** Days since 1970-01-01. */
  readonly day: number;
}

/** What a facility needs of an item, and whether it was delivered then. */
export interface Need {
  readonly facility: string;
  readonly item: string;
  readonly units: number;
  readonly day: number;
  readonly wasDelivered: boolean;
}

/** A match that was carried out: so many units of a donor's for a facility; its need and what met it. */
export interface Delivery extends Lot, Need {}

/** The rows that can be used, and how many were left out and why. */
export interface PpeCase {
  readonly offers: readonly Lot[];
  readonly deliveries: readonly Delivery[];
  readonly needs: readonly Need[];
  readonly leftOut: Readonly<Record<LeftOut, number>>;
}

export type LeftOut =
  | "repeatedRows"
  | "offersWithoutUnits"
  | "offersBeyondMost"
  | "testRows"
  | "matchesWithoutUnits"
  | "matchesFacilityDeclined"
  | "failedMatchesOfOneNeed";

/** More units than this in one row is not believed: the next greater rows of the file are 10^10 and 2 · 10^14. */
const MOST_UNITS = 100_000_000;

/** Matches that failed at the facility: it could not be reached, or did not want the goods. No planner changes that. */
const DECLINED = new Set(["no_contact_facility", "no_need", "prefers_different"]);
const MILLISECONDS_PER_DAY = 86_400_000;

/**
 * Reads the two files, as text. A need is known only where a match was made for it, as the files have no requests: each
 * delivered match is one need of its units, met in full; of the matches of a facility and item of which nothing was
 * delivered the greatest is one unmet need, from the first one's day, since a failed match was tried again.
 */
export function readPpeCase(files: { readonly offers: string; readonly matches: string }): PpeCase {
  const leftOut: Record<LeftOut, number> = {
    repeatedRows: 0,
    offersWithoutUnits: 0,
    offersBeyondMost: 0,
    testRows: 0,
    matchesWithoutUnits: 0,
    matchesFacilityDeclined: 0,
    failedMatchesOfOneNeed: 0,
  };
  const offers = readDistinct(files.offers, leftOut).flatMap((row): Lot[] => {
    const units = readUnits(row, "qty");
    if (read(row, "stateprovince").startsWith("test")) return leaveOut("testRows");
    if (units < 1) return leaveOut("offersWithoutUnits");
    if (units > MOST_UNITS) return leaveOut("offersBeyondMost");
    const [donor, item] = [read(row, "donorKey"), read(row, "equipmentEnum")];
    return [{ donor, item, units, day: readDay(row, "datecreated") }];
  });
  const matches = readDistinct(files.matches, leftOut).flatMap((row) => {
    const units = readUnits(row, "qty");
    const [status, why] = [read(row, "matchstatus"), read(row, "matchsubstatus")];
    if (why === "test_match") return leaveOut("testRows");
    if (units < 1 || units > MOST_UNITS) return leaveOut("matchesWithoutUnits");
    const wasDelivered = status === "delivered";
    if (!wasDelivered && DECLINED.has(why)) return leaveOut("matchesFacilityDeclined");
    const [donor, facility, item] = [read(row, "donorkey"), read(row, "facilitykey"), read(row, "enumcode")];
    return [{ donor, facility, item, units, day: readDay(row, "matchCreated"), wasDelivered }];
  });
  const deliveries = matches.filter(({ wasDelivered }) => wasDelivered);
  const failed = matches.filter(({ wasDelivered }) => !wasDelivered);
  const unmet = gatherUnmet(failed, deliveries);
  leftOut.failedMatchesOfOneNeed = failed.length - unmet.length;
  return { offers, deliveries, needs: [...deliveries, ...unmet], leftOut };

  function leaveOut(why: LeftOut): [] {
    leftOut[why] += 1;
    return [];
  }
}

/** One need for each facility and item of which nothing was delivered: the greatest of its matches, from the first one's day. */
function gatherUnmet(failed: readonly Need[], deliveries: readonly Need[]): readonly Need[] {
  const nameOf = ({ facility, item }: Need) => `${facility} ${item}`;
  const delivered = new Set(deliveries.map(nameOf));
  const unmet = new Map<string, Need>();
  for (const match of failed) {
    const name = nameOf(match);
    if (delivered.has(name)) continue;
    const known = unmet.get(name) ?? match;
    const [units, day] = [Math.max(known.units, match.units), Math.min(known.day, match.day)];
    unmet.set(name, { ...known, units, day });
  }
  return [...unmet.values()];
}

type Row = Readonly<Record<string, string>>;

function readDistinct(text: string, leftOut: Record<LeftOut, number>): readonly Row[] {
  const rows: Row[] = parse(text, { columns: true });
  const distinct = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
  leftOut.repeatedRows += rows.length - distinct.length;
  return distinct;
}

function read(row: Row, column: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`ppe-matching: there is no column ${column}`);
  return value;
}

function readUnits(row: Row, column: string): number {
  const text = read(row, column);
  if (!/^-?\d{1,15}$/.test(text)) throw new Error(`ppe-matching: ${column} ${text} is no whole number`);
  return Number(text);
}

/** The files write `2020-06-22 00:00:00 UTC`, with or without fractions of a second. */
function readDay(row: Row, column: string): number {
  const text = read(row, column);
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / MILLISECONDS_PER_DAY;
  if (!Number.isInteger(day)) throw new Error(`ppe-matching: ${column} ${text} is no day`);
  return day;
}
