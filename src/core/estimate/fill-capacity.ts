import { asQuantity, type Quantity } from "#core/quantity.ts";
import { CADRES, type Cadre, type HealthCapacity } from "./health-capacity.ts";

/** What can be missing in a country's capacity. */
export type CapacityField = Cadre | "beds";

/** A capacity without gaps, and the names of the figures that were put in. */
export interface FilledCapacity {
  readonly workers: Readonly<Record<Cadre, Quantity>>;
  readonly beds: Quantity;
  readonly imputed: readonly CapacityField[];
}

/**
 * The capacity with every gap filled as WHO ESFT fills them: the income group's average for each inhabitant, times the
 * country's population, rounded to the nearest whole number (0 where nobody in the group has a figure).
 *
 * The average is the sum of the figures of the group's countries that have one ÷ the sum of their populations. Worked
 * example: Tuvalu (upper middle income, 11,499 people) has no figure for doctors; a group with 4 million doctors among 2
 * billion people has 0.002 each, so 23 are put in. O(countries).
 */
export function fillCapacity(capacity: HealthCapacity, all: readonly HealthCapacity[]): FilledCapacity {
  const imputed: CapacityField[] = [];
  const fill = (field: CapacityField): Quantity => {
    const known = readFigure(capacity, field);
    if (known !== null) return known;
    imputed.push(field);
    return imputeFigure(capacity, all, field);
  };
  const workers = {
    nurses: fill("nurses"),
    midwives: fill("midwives"),
    laboratoryWorkers: fill("laboratoryWorkers"),
    doctors: fill("doctors"),
    traditionalPractitioners: fill("traditionalPractitioners"),
    communityHealthWorkers: fill("communityHealthWorkers"),
    pharmacists: fill("pharmacists"),
    physiotherapists: fill("physiotherapists"),
    dentists: fill("dentists"),
  } satisfies Record<(typeof CADRES)[number], Quantity>;
  return { workers, beds: fill("beds"), imputed };
}

function readFigure(capacity: HealthCapacity, field: CapacityField): Quantity | null {
  return field === "beds" ? capacity.beds : capacity.workers[field];
}

function imputeFigure(
  capacity: HealthCapacity,
  all: readonly HealthCapacity[],
  field: CapacityField,
): Quantity {
  let figures = 0;
  let people = 0;
  for (const other of all) {
    const figure = other.incomeGroup === capacity.incomeGroup ? readFigure(other, field) : null;
    if (figure === null) continue;
    figures += figure;
    people += other.population;
  }
  return asQuantity(people === 0 ? 0 : Math.round((figures / people) * capacity.population));
}
