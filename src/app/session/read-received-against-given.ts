import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { compareCountry, type ReceivedAgainstGiven } from "#core/session/received-against-given.ts";
import {
  countVaccinations,
  listArrivals,
  listGivenByCountry,
  listOtherAreas,
} from "#store/reported-vaccination.ts";
import type { AppContext } from "../context.ts";
import { listBelow } from "../statement/read-statement.ts";

/** The category whose doses are compared. */
const ITEM = "covid_19_vaccine";

/** Recorded deliveries beside reported vaccinations, country by country. */
export interface AgainstReport {
  readonly item: string;
  readonly countries: readonly ReceivedAgainstGiven[];
  /** Areas of the source that are no country: nothing is recorded for them. */
  readonly otherAreas: readonly {
    readonly area: string;
    readonly areaName: string;
    readonly day: string;
    readonly doses: number;
  }[];
  /** Rows that were imported, those that state doses, and those that state another figure for a day that has one. */
  readonly figures: { readonly rows: number; readonly withDoses: number; readonly revised: number };
}

/**
 * What is recorded as received beside what others report as given, of COVID-19 vaccines, for every country of which there is
 * either. Refuses with `malformed`: an unknown country. Cost: deliveries, and days of figures, of the countries.
 */
export async function readReceivedAgainstGiven(
  context: AppContext,
  { country }: { readonly country?: string | undefined },
): Promise<Result<AgainstReport, MalformedRefusal>> {
  const { database, reference } = context;
  if (country !== undefined && !reference.countries.has(country)) {
    const problem = { field: "country", value: country, rule: "unknown_country" };
    return refuse({ code: "malformed", problems: [problem] });
  }
  const given = groupByCountry(await listGivenByCountry(database, { itemId: ITEM, country }));
  const itemIds = listBelow(ITEM, reference.items);
  const arrivals = groupByCountry(await listArrivals(database, { itemIds, country }));
  const codes = [...new Set([...given.keys(), ...arrivals.keys()])].toSorted();
  const countries = codes.map((code) =>
    compareCountry(code, given.get(code) ?? [], {
      arrivals: arrivals.get(code) ?? [],
      gate: reference.entrySites.get(code)?.unLocode,
    }),
  );
  const otherAreas = country === undefined ? await listOtherAreas(database, ITEM) : [];
  return accept({ item: ITEM, countries, otherAreas, figures: await countVaccinations(database) });
}

function groupByCountry<Row extends { readonly country: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const known = groups.get(row.country);
    if (known === undefined) groups.set(row.country, [row]);
    else known.push(row);
  }
  return groups;
}
