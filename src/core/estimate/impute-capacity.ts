import { asQuantity, type Quantity } from "#core/quantity.ts";
import type { CapacityField, FilledCapacity } from "./fill-capacity.ts";
import { CADRES, type HealthCapacity } from "./health-capacity.ts";

/** Where a country lies, and how many people live there: ISO 3166-1 and M49. */
export interface EstimatePlace {
  readonly population2020: Quantity | null;
  readonly regionCode: string | null;
  readonly subregionCode: string | null;
}

/** A capacity of which every figure was put in, and from where. */
export interface ImputedCapacity extends FilledCapacity {
  readonly intensiveCareBedsPerTenThousand: number;
  readonly population: Quantity;
  /** `m49_subregion_061` or `m49_region_009`: whose medians these are. */
  readonly imputedFrom: string;
  /** How many economies these are. */
  readonly economies: number;
}

/** With fewer economies a median is one country's figure. */
const ECONOMIES_MIN = 3;

/**
 * The capacity of a country that WHO ESFT does not list: the median, figure by figure, of what the economies of its M49
 * sub-region have for each inhabitant, times its population, rounded; of its region where the sub-region has fewer than three.
 * The median, for one large neighbour would make an average its own. A figure that none of them has is 0. The share of
 * intensive care is the median share. `undefined` where the country has no population or no region.
 *
 * Worked example: Niue (1,626 people) lies in Polynesia, where four economies have 0.34, 0.52, 2.11 and 3.34 doctors for 1,000
 * people, and a fifth has no figure: the median is 1.32, so 2 are put in. O(countries log countries).
 */
export function imputeCapacity(
  country: string,
  places: ReadonlyMap<string, EstimatePlace>,
  capacities: readonly HealthCapacity[],
): ImputedCapacity | undefined {
  const place = places.get(country);
  const population = place?.population2020 ?? null;
  if (place === undefined || population === null || population === 0) return undefined;
  const group = findGroup(place, places, capacities);
  if (group === undefined) return undefined;
  const impute = (field: CapacityField): Quantity => {
    const rates = group.members.flatMap((one) => {
      const figure = field === "beds" ? one.beds : one.workers[field];
      return figure === null || one.population === 0 ? [] : [figure / one.population];
    });
    return asQuantity(Math.round(computeMedian(rates) * population));
  };
  const workers = {
    nurses: impute("nurses"),
    midwives: impute("midwives"),
    laboratoryWorkers: impute("laboratoryWorkers"),
    doctors: impute("doctors"),
    traditionalPractitioners: impute("traditionalPractitioners"),
    communityHealthWorkers: impute("communityHealthWorkers"),
    pharmacists: impute("pharmacists"),
    physiotherapists: impute("physiotherapists"),
    dentists: impute("dentists"),
  };
  return {
    workers,
    beds: impute("beds"),
    imputed: [...CADRES, "beds"],
    intensiveCareBedsPerTenThousand: Math.round(
      computeMedian(group.members.map((one) => one.intensiveCareBedsPerTenThousand)),
    ),
    population,
    imputedFrom: group.name,
    economies: group.members.length,
  };
}

function findGroup(
  place: EstimatePlace,
  places: ReadonlyMap<string, EstimatePlace>,
  capacities: readonly HealthCapacity[],
): { readonly name: string; readonly members: readonly HealthCapacity[] } | undefined {
  for (const [name, key] of [
    ["m49_subregion", "subregionCode"],
    ["m49_region", "regionCode"],
  ] as const) {
    const code = place[key];
    if (code === null) continue;
    const members = capacities.filter((one) => places.get(one.country)?.[key] === code);
    if (members.length >= ECONOMIES_MIN) return { name: `${name}_${code}`, members };
  }
  return undefined;
}

/** The middle one, or the mean of the two in the middle; 0 of none. */
function computeMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? 0;
  const high = sorted[Math.floor(middle)] ?? 0;
  return (low + high) / 2;
}
