import type { Day } from "#core/time.ts";

/** Doses recorded as received in a country, corrections taken off, in some time. */
export interface RecordedArrival {
  /** The first and the last day on which they can have come. */
  readonly from: Day;
  readonly to: Day;
  /** Code of the site where they were received. */
  readonly site: string;
  readonly doses: number;
}

/** Doses reported as given to the end of a day. */
export interface GivenBy {
  readonly day: Day;
  readonly doses: number;
}

/** What can be proven of why more was reported as given than is recorded as received. */
export type ExcessReason =
  /** No delivery to the country is recorded at all. */
  | { readonly why: "no_delivery_recorded" }
  /** On the first day of the excess no recorded delivery can have come yet: those before are not recorded. */
  | { readonly why: "deliveries_recorded_only_from"; readonly day: Day }
  /** Deliveries whose time is not stated to the day can have come by then, and would cover so many doses of it. */
  | { readonly why: "deliveries_of_uncertain_day"; readonly doses: number }
  /** No delivery is recorded that can have come after this day, and the excess goes on. */
  | { readonly why: "deliveries_recorded_only_to"; readonly day: Day }
  /** Every recorded delivery came to one of these sites, and none to the country's main gate: others are not recorded. */
  | { readonly why: "deliveries_recorded_only_at"; readonly sites: readonly string[] }
  /** Deliveries before and after are recorded, and do not cover it: so many doses. */
  | { readonly why: "not_explained"; readonly doses: number };

/** Days on which more was reported as given than is certain to have been received by then. */
export interface Excess {
  readonly days: number;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** The day on which it is most, and how much then: doses given, certainly received, and possibly received. */
  readonly most: {
    readonly day: Day;
    readonly given: number;
    readonly received: number;
    readonly possibly: number;
  };
  readonly reasons: readonly ExcessReason[];
}

/** A country's recorded deliveries beside its reported vaccinations. */
export interface ReceivedAgainstGiven {
  readonly country: string;
  /** All that is recorded as received, whenever. */
  readonly received: number;
  readonly firstDelivery: Day | null;
  readonly lastDelivery: Day | null;
  /** The newest day with a figure of doses given; `null` where none is reported. */
  readonly given: GivenBy | null;
  /** Received by that day: for certain, and as much as can have come by then. */
  readonly receivedBy: { readonly certainly: number; readonly possibly: number } | null;
  readonly excess: Excess | null;
}

/**
 * Received against given. A delivery counts as received by a day for certain when the whole time in which it can have come ends
 * by then, and possibly when that time begins by then. On days on which more was given than certainly received, reasons are
 * listed that the records prove, in the order above; nothing is guessed. `series`: one figure a day, in any order; `gate`: code of
 * the country's main gate, where deliveries to the whole country are recorded.
 *
 * Cost: days × deliveries of the country. It cannot tell doses that a country made itself from such as came without a record.
 *
 * Worked example: 100 received in "some March", 60 given by 10 March: certain 0, possible 100: the excess of 60 is covered by
 * deliveries of an uncertain day.
 */
export function compareCountry(
  country: string,
  series: readonly GivenBy[],
  { arrivals, gate }: { readonly arrivals: readonly RecordedArrival[]; readonly gate: string | undefined },
): ReceivedAgainstGiven {
  const days = series.toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const sum = (rows: readonly RecordedArrival[]): number =>
    rows.reduce((total, { doses }) => total + doses, 0);
  const certainlyBy = (day: Day): number => sum(arrivals.filter(({ to }) => to <= day));
  const possiblyBy = (day: Day): number => sum(arrivals.filter(({ from }) => from <= day));
  const given = days.at(-1) ?? null;
  const froms = arrivals.map(({ from }) => from).toSorted();
  const tos = arrivals.map(({ to }) => to).toSorted();
  const sites = [...new Set(arrivals.map(({ site }) => site))].toSorted();
  const over = days
    .map(({ day, doses }) => ({
      day,
      given: doses,
      received: certainlyBy(day),
      possibly: possiblyBy(day),
    }))
    .filter((one) => one.given > one.received);
  return {
    country,
    received: sum(arrivals),
    firstDelivery: froms[0] ?? null,
    lastDelivery: tos.at(-1) ?? null,
    given,
    receivedBy:
      given === null ? null : { certainly: certainlyBy(given.day), possibly: possiblyBy(given.day) },
    excess: describeExcess(over, { first: froms[0], last: tos.at(-1), sites, gate }),
  };
}

function describeExcess(
  over: readonly Excess["most"][],
  known: {
    readonly first: Day | undefined;
    readonly last: Day | undefined;
    readonly sites: readonly string[];
    readonly gate: string | undefined;
  },
): Excess | null {
  const [first, last] = [over[0], over.at(-1)];
  if (first === undefined || last === undefined) return null;
  const most = over.reduce((worst, one) =>
    one.given - one.received > worst.given - worst.received ? one : worst,
  );
  const reasons: ExcessReason[] = [];
  if (known.first === undefined || known.last === undefined) reasons.push({ why: "no_delivery_recorded" });
  else {
    if (known.first > first.day) reasons.push({ why: "deliveries_recorded_only_from", day: known.first });
    const covered = Math.min(most.given, most.possibly) - most.received;
    if (covered > 0) reasons.push({ why: "deliveries_of_uncertain_day", doses: covered });
    if (known.last < last.day) reasons.push({ why: "deliveries_recorded_only_to", day: known.last });
    if (known.gate !== undefined && !known.sites.includes(known.gate)) {
      reasons.push({ why: "deliveries_recorded_only_at", sites: known.sites });
    }
    const beyond = over.filter(({ day }) => day >= (known.first ?? day) && day <= (known.last ?? day));
    const open = Math.max(0, ...beyond.map((one) => one.given - Math.max(one.possibly, one.received)));
    if (open > 0) reasons.push({ why: "not_explained", doses: open });
  }
  return { days: over.length, firstDay: first.day, lastDay: last.day, most, reasons };
}
