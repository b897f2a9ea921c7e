import type { CallBasis } from "#core/call/call.ts";
import type { Item, UnitCode } from "#core/item/item.ts";
import { invariant } from "#core/invariant.ts";
import { asQuantity, type Quantity } from "#core/quantity.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import { type CapacityField, type FilledCapacity, fillCapacity } from "./fill-capacity.ts";
import { type EstimatePlace, imputeCapacity } from "./impute-capacity.ts";
import type { HealthCapacity, PlatformClass, TestPlatform, TestPlatformCount } from "./health-capacity.ts";
import { ESFT, ESTIMATE_WEEKS_MAX, ESTIMATE_WEEKS_MIN } from "./parameters.ts";
import { computePresence, type Presence } from "./presence.ts";
import { computeLaboratoryCapacity, type LaboratoryCapacity } from "./laboratory-tests.ts";
import type { EsftUsage, UsagePeriod, WorkTime } from "./usage.ts";

/** The tables of `data/` that the method reads. */
export interface EstimateTables {
  readonly capacities: readonly HealthCapacity[];
  readonly platforms: readonly TestPlatform[];
  readonly platformCounts: readonly TestPlatformCount[];
  readonly workTimes: readonly WorkTime[];
  readonly usages: readonly EsftUsage[];
  /** Every country, by its code. */
  readonly places: ReadonlyMap<string, EstimatePlace>;
  /** By id. */
  readonly items: ReadonlyMap<string, Item>;
}

/** Which country, for how long, and what it dedicates; the shares are whole percent, at the tool's 40 unless stated. */
export interface EstimateRequest {
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  /** Whole weeks, 1 to 52. */
  readonly weeks: number;
  readonly workersElsewherePercent?: number | undefined;
  readonly bedsElsewherePercent?: number | undefined;
  /** Whether the workers who go on with everything else are counted too ("non-COVID essentials"); yes unless stated. */
  readonly essentialServices?: boolean | undefined;
}

/** One line of an estimate: it can become a line of a call, and be edited there. */
export interface EstimatedLine {
  readonly itemId: string;
  readonly unit: UnitCode;
  /** Whole base units, 1 or more, rounded up. */
  readonly quantity: Quantity;
  readonly basis: CallBasis;
}

/** The number of weeks is not a whole number from 1 to 52. */
export interface EstimateWeeksRefusal {
  readonly code: "estimate_weeks_out_of_range";
  readonly weeks: number;
  readonly weeksMin: number;
  readonly weeksMax: number;
}

/** A share is not a whole percentage from 0 to 100. */
export interface EstimateShareRefusal {
  readonly code: "estimate_share_out_of_range";
  readonly field: "workersElsewherePercent" | "bedsElsewherePercent";
  readonly percent: number;
}

/** There are no figures on the country's health workforce and beds, and no population from which to put them in. */
export interface EstimateNoCapacityRefusal {
  readonly code: "estimate_capacity_unknown";
  readonly country: string;
}

export type EstimateRefusal = EstimateWeeksRefusal | EstimateShareRefusal | EstimateNoCapacityRefusal;

/**
 * What a country's health services use up in so many weeks while every bed dedicated to the emergency is taken: lines by
 * item id, each with every input of its formula.
 *
 * The method is that of the WHO COVID-19 Essential Supplies Forecasting Tool (WHO/2019-nCoV/Tools/Essential_forecasting/
 * Overview/2020.1), in the form of the open package mrc-ide/esft, at its caps: where the tool takes the smaller of what an
 * epidemic model asks for and what the country's staff, beds and laboratories can carry, this takes the latter.
 *
 * - Supplies: quantity = ⌈Σ over drivers (persons or beds × amount × days) ÷ 1000⌉ with amounts in thousandths; `day`: days
 *   = 7 a week (5 for workers elsewhere); `week`: weeks instead of days; `once`: 1, whatever the weeks.
 * - Tests: molecular tests of a class = ⌈tests a week × weeks × 80 % × the class's part of the laboratories' capacity⌉, manual
 *   kits ÷ 90 % for waste; antigen tests 20 %; one swab set for each test; 4 boxes for each 40 beds.
 *
 * Worked example, Ethiopia, 12 weeks. 37,210 beds, 1.63 % of them intensive: ⌊37,210 × 60 %⌉ = 22,326 dedicated, of them
 * 607 critical and 21,719 severe. Ventilators for intensive care: ⌈607 × 670 ÷ 1000⌉ = 407, at 12 weeks as at one. Masks
 * for inpatients: 22,326 × 2 a day × 84 days = 3,750,768 of the medical masks. Of 8,813 doctors and 64,844 nurses 44,194 are
 * dedicated; 37,712 of them work at the beds, and use 37,712 × 1 × 84 = 3,167,808 pairs of surgical gloves.
 *
 * Not modelled: an epidemic's course (so no week without patients, and no case beyond the beds but those who are tested),
 * stock in hand, losses except of manual kits, prices, medicines, community care centres, points of entry, machines for tests.
 * Departures from the package: a person screened gets one mask for the visit, not one a day for two weeks; consumables
 * follow patients in bed, not admissions; cases in isolation are those that the laboratories can confirm; a figure the
 * package fills with one fixed number (500 midwives for any country) is filled from the income group ({@link fillCapacity}); a
 * country that the package does not list gets the medians of its neighbours for each inhabitant ({@link imputeCapacity}), which
 * every line names under `imputed.from`.
 *
 * Refuses, in this order: `estimate_weeks_out_of_range`, `estimate_share_out_of_range`, `estimate_capacity_unknown`.
 * O(usages + countries).
 */
export function estimateNeeds(
  request: EstimateRequest,
  tables: EstimateTables,
): Result<readonly EstimatedLine[], EstimateRefusal> {
  const { country, weeks } = request;
  if (!Number.isInteger(weeks) || weeks < ESTIMATE_WEEKS_MIN || weeks > ESTIMATE_WEEKS_MAX) {
    const bounds = { weeksMin: ESTIMATE_WEEKS_MIN, weeksMax: ESTIMATE_WEEKS_MAX };
    return refuse({ code: "estimate_weeks_out_of_range", weeks, ...bounds });
  }
  const dedication = {
    workersElsewherePercent: request.workersElsewherePercent ?? ESFT.workersElsewherePercent,
    bedsElsewherePercent: request.bedsElsewherePercent ?? ESFT.bedsElsewherePercent,
  };
  for (const field of ["workersElsewherePercent", "bedsElsewherePercent"] as const) {
    const percent = dedication[field];
    if (!Number.isInteger(percent) || percent < 0 || percent > 100) {
      return refuse({ code: "estimate_share_out_of_range", field, percent });
    }
  }
  const capacity = findCapacity(country, tables);
  if (capacity === undefined) return refuse({ code: "estimate_capacity_unknown", country });
  const laboratory = computeLaboratoryCapacity(
    tables.platformCounts.filter((one) => one.country === country),
    tables.platforms,
  );
  const presence = computePresence({
    capacity,
    intensiveCareBedsPerTenThousand: capacity.intensiveCareBedsPerTenThousand,
    laboratory,
    workTimes: tables.workTimes,
    dedication,
  });
  const common = {
    country,
    weeks,
    doctors: capacity.workers.doctors,
    nurses: capacity.workers.nurses,
    hospitalBeds: capacity.beds,
    intensiveCareBedsPerTenThousand: capacity.intensiveCareBedsPerTenThousand,
    ...dedication,
    ...Object.fromEntries(
      capacity.imputed.map((field) => [`imputed.${field}`, readImputed(capacity, field)]),
    ),
    ...capacity.origin,
  };
  const usages =
    (request.essentialServices ?? true)
      ? tables.usages
      : tables.usages.filter(({ driver }) => !driver.startsWith("other_"));
  return accept(
    [...listSupplies(usages, presence, common), ...listTests(presence, laboratory, common)]
      .filter(({ quantity }) => quantity > 0)
      .map(({ itemId, quantity, inputs }) => ({
        itemId,
        unit: getUnit(tables.items, itemId),
        quantity,
        basis: { method: "who_esft" as const, inputs },
      }))
      .sort((a, b) => (a.itemId < b.itemId ? -1 : 1)),
  );
}

interface EstimateCapacity extends FilledCapacity {
  readonly intensiveCareBedsPerTenThousand: number;
  /** From where all of it was put in, as inputs of the formula; empty where the country has figures. */
  readonly origin: Readonly<Record<string, number | string>>;
}

function findCapacity(country: string, tables: EstimateTables): EstimateCapacity | undefined {
  const given = tables.capacities.find((one) => one.country === country);
  if (given !== undefined) {
    const { intensiveCareBedsPerTenThousand } = given;
    return { ...fillCapacity(given, tables.capacities), intensiveCareBedsPerTenThousand, origin: {} };
  }
  const imputed = imputeCapacity(country, tables.places, tables.capacities);
  if (imputed === undefined) return undefined;
  const { imputedFrom, economies, population, ...capacity } = imputed;
  const origin = {
    "imputed.from": imputedFrom,
    "imputed.economies": economies,
    "imputed.population": population,
  };
  return { ...capacity, origin };
}

function readImputed(capacity: FilledCapacity, field: CapacityField): number {
  return field === "beds" ? capacity.beds : capacity.workers[field];
}

interface Common extends Readonly<Record<string, number | string>> {
  readonly weeks: number;
}

interface Line {
  readonly itemId: string;
  readonly quantity: Quantity;
  readonly inputs: Readonly<Record<string, number | string>>;
}

function listSupplies(usages: readonly EsftUsage[], presence: Presence, common: Common): readonly Line[] {
  const byItem = new Map<string, EsftUsage[]>();
  for (const usage of usages) byItem.set(usage.itemId, [...(byItem.get(usage.itemId) ?? []), usage]);
  return [...byItem].map(([itemId, drivers]) => {
    const inputs: Record<string, number | string> = { ...common };
    let milli = 0;
    for (const { driver, amountMilli, per } of drivers) {
      const count = presence.drivers[driver];
      const times = countTimes(per, { weeks: common.weeks, elsewhere: driver.startsWith("other_") });
      inputs[`${driver}.count`] = count;
      inputs[`${driver}.amountMilli`] = amountMilli;
      inputs[`${driver}.times`] = times;
      milli += count * amountMilli * times;
    }
    return { itemId, quantity: asQuantity(Math.ceil(milli / 1000)), inputs };
  });
}

/** How often an amount is used in the weeks. */
function countTimes(
  per: UsagePeriod,
  { weeks, elsewhere }: { readonly weeks: number; readonly elsewhere: boolean },
): number {
  if (per === "once") return 1;
  if (per === "week") return weeks;
  return weeks * (elsewhere ? ESFT.otherDaysPerWeek : ESFT.daysPerWeek);
}

const TEST_ITEMS = {
  high_throughput: "high_throughput_pcr_test",
  near_patient: "pcr_cartridge_test",
  manual: "manual_pcr_test",
} as const satisfies Record<PlatformClass, string>;

function listTests(presence: Presence, laboratory: LaboratoryCapacity, common: Common): readonly Line[] {
  const { testsPerWeek, testsNeededPerWeek } = presence.testing;
  const tests = testsPerWeek * common.weeks;
  const shared = { ...common, testsNeededPerWeek, testsPerWeek };
  const molecularPercent = 100 - ESFT.antigenPercent;
  const molecular = Object.entries(laboratory.testsPerWeekByClass).map(([key, classTestsPerWeek]): Line => {
    const platformClass = key as PlatformClass; // the keys of the record are its type's keys
    const keptPercent = platformClass === "manual" ? 100 - ESFT.manualKitsWastedPercent : 100;
    const share = classTestsPerWeek === 0 ? 0 : classTestsPerWeek / laboratory.testsPerWeek;
    return {
      itemId: TEST_ITEMS[platformClass],
      quantity: asQuantity(Math.ceil((tests * molecularPercent * share) / keptPercent)),
      inputs: {
        ...shared,
        laboratoryTestsPerWeek: laboratory.testsPerWeek,
        classTestsPerWeek,
        molecularPercent,
        keptPercent,
      },
    };
  });
  const careUnits = Math.ceil((presence.severeBeds + presence.criticalBeds) / ESFT.bedsPerCareUnit);
  return [
    ...molecular,
    {
      itemId: "antigen_rapid_test",
      quantity: asQuantity(Math.ceil((tests * ESFT.antigenPercent) / 100)),
      inputs: { ...shared, antigenPercent: ESFT.antigenPercent },
    },
    { itemId: "swab_and_transport_medium", quantity: asQuantity(tests), inputs: shared },
    {
      itemId: "triple_packaging_box",
      quantity: asQuantity(careUnits * ESFT.triplePackagingBoxesPerCareUnit),
      inputs: { ...common, careUnits, boxesPerCareUnit: ESFT.triplePackagingBoxesPerCareUnit },
    },
  ];
}

function getUnit(items: ReadonlyMap<string, Item>, itemId: string): UnitCode {
  const unit = items.get(itemId)?.unit ?? null;
  invariant(unit !== null, `${itemId} is in the tables of WHO ESFT, but cannot be counted`);
  return unit;
}
