import { type Day, daysBetween } from "#core/time.ts";

/** What somebody published of the vaccinations in an area to the end of a day. `null` is an empty cell. */
export interface ReportedVaccination {
  /** The source's own code of the area, or its name where there is no code. */
  readonly area: string;
  readonly areaName: string;
  /** ISO 3166-1 alpha-3 where the area is a country. */
  readonly country: string | null;
  readonly day: Day;
  /** The vaccine, or the category of those that are counted together. */
  readonly itemId: string;
  /** Cumulative. */
  readonly doses: number | null;
  readonly people: number | null;
  readonly peopleFully: number | null;
  readonly boosters: number | null;
  /** Of the day alone, as the source states it and as it smooths it. */
  readonly dosesOfDay: number | null;
  readonly dosesOfDaySmoothed: number | null;
  readonly publisher: string;
}

/** A cumulative figure that is less than an earlier one of the same area. */
export interface FallingFigure {
  readonly area: string;
  readonly itemId: string;
  readonly figure: "doses" | "people" | "peopleFully" | "boosters";
  readonly day: Day;
  readonly before: Day;
  readonly from: number;
  readonly to: number;
}

/** Days between the first and the last day of an area's series for which there is no figure of doses. */
export interface SeriesGap {
  readonly area: string;
  readonly itemId: string;
  readonly from: Day;
  readonly to: Day;
  readonly daysWithout: number;
}

const CUMULATIVE = ["doses", "people", "peopleFully", "boosters"] as const;

/**
 * What is odd in series that others published: cumulative figures that fall, and days without one. Nothing is repaired or left
 * out for it. `rows` may come in any order. Cost: a sort.
 */
export function findOddities(rows: readonly ReportedVaccination[]): {
  readonly falling: readonly FallingFigure[];
  readonly gaps: readonly SeriesGap[];
} {
  const series = new Map<string, ReportedVaccination[]>();
  for (const row of rows) {
    const key = `${row.area}/${row.itemId}`;
    const known = series.get(key);
    if (known === undefined) series.set(key, [row]);
    else known.push(row);
  }
  const falling: FallingFigure[] = [];
  const gaps: SeriesGap[] = [];
  for (const all of series.values()) {
    const days = all.toSorted((a, b) => (a.day < b.day ? -1 : 1));
    for (const figure of CUMULATIVE) falling.push(...findFalls(days, figure));
    const stated = days.filter(({ doses }) => doses !== null);
    const [first, last] = [stated[0], stated.at(-1)];
    if (first === undefined || last === undefined) continue;
    const { area, itemId } = first;
    const daysWithout = daysBetween(first.day, last.day) + 1 - new Set(stated.map(({ day }) => day)).size;
    if (daysWithout > 0) gaps.push({ area, itemId, from: first.day, to: last.day, daysWithout });
  }
  return { falling, gaps };
}

function findFalls(days: readonly ReportedVaccination[], figure: FallingFigure["figure"]): FallingFigure[] {
  const falls: FallingFigure[] = [];
  let last: { readonly day: Day; readonly value: number } | undefined;
  for (const row of days) {
    const value = row[figure];
    if (value === null) continue;
    if (last !== undefined && value < last.value && row.day > last.day) {
      const { area, itemId, day } = row;
      falls.push({ area, itemId, figure, day, before: last.day, from: last.value, to: value });
    }
    last = { day: row.day, value };
  }
  return falls;
}
