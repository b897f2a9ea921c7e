import { type EstimateTables, estimateNeeds } from "#core/estimate/estimate-needs.ts";
import type { Country } from "#core/place/country.ts";
import type { ReportedFigure } from "#core/statement/reported-figure.ts";
import { asDay, type Occurred } from "#core/time.ts";
import { estimatePublicMasks, listScenarioLines, type ScenarioLine } from "./needs-2020.ts";
import { deriveSupplyPeriods, divideSupplyPeriods, type SupplyPeriod } from "./supply-periods.ts";

/** Name of the scenario: what the reported supply of 2020 would have meant, had it been shared out by need. */
export const SCENARIO_2020 = "2020";

/** Whose exports were reported. */
export const EXPORTER_2020 = "CHN";

/** When help was of use: from the first month that the releases count to the last. */
export const WINDOW_2020 = { from: asDay("2020-03-01"), to: asDay("2020-12-31"), weeks: 44 } as const;

const WHOLE_ITEMS = ["protective_suit", "surgical_gloves", "nucleic_acid_test", "ventilator"] as const;

/** The supply that became known for one period, in every item. */
export interface PeriodSupply {
  readonly occurred: Occurred;
  readonly supplies: readonly SupplyPeriod[];
}

/**
 * The supply of the scenario, period by period: the one that ends first comes first, and of those that end together the one
 * that began last. Masks are divided into the medical ones, as finely as these were
 * reported, and the rest. O(figures log figures).
 */
export function listPeriodSupplies(figures: readonly Omit<ReportedFigure, "id">[]): readonly PeriodSupply[] {
  const supplies = [
    ...divideSupplyPeriods(
      deriveSupplyPeriods(figures, "mask"),
      deriveSupplyPeriods(figures, "medical_mask", "mask"),
      "non_medical_mask",
    ),
    ...WHOLE_ITEMS.flatMap((itemId) => deriveSupplyPeriods(figures, itemId)),
  ].filter((supply) => supply.quantity > 0);
  const texts = new Map(supplies.map((supply) => [supply.occurred.text, supply.occurred]));
  return [...texts.values()]
    .toSorted((a, b) => (a.to === b.to ? (a.from < b.from ? 1 : -1) : a.to < b.to ? -1 : 1))
    .map((occurred) => ({
      occurred,
      supplies: supplies.filter((supply) => supply.occurred.text === occurred.text),
    }));
}

/** What one country calls for. */
export interface ScenarioCall {
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  readonly lines: readonly ScenarioLine[];
}

/**
 * The calls of the scenario: one for each country with figures on its health services, the exporter apart, by the WHO ESFT
 * method for the weeks of the window, and the public's need of masks by population. In the order of the codes.
 */
export function listScenarioCalls(
  countries: ReadonlyMap<string, Country>,
  tables: EstimateTables,
): readonly ScenarioCall[] {
  const { weeks } = WINDOW_2020;
  return tables.capacities
    .map(({ country }) => country)
    .filter((country) => country !== EXPORTER_2020 && countries.has(country))
    .toSorted()
    .flatMap((country) => {
      const estimated = estimateNeeds({ country, weeks }, tables);
      const population = countries.get(country)?.population2020 ?? null;
      const lines = [
        ...(estimated.ok ? listScenarioLines(estimated.value, { country, weeks }) : []),
        ...(population === null || population === 0
          ? []
          : [estimatePublicMasks(population, { country, weeks })]),
      ];
      return lines.length === 0 ? [] : [{ country, lines }];
    });
}
