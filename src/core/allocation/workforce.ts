import { fillCapacity } from "#core/estimate/fill-capacity.ts";
import type { HealthCapacity } from "#core/estimate/health-capacity.ts";

/**
 * Doctors, nurses and midwives for every 10,000 people that a country needs for the health targets of the Sustainable Development
 * Goals, in tenths: 44.5 (WHO 2016, "Health workforce requirements for universal health coverage and the Sustainable
 * Development Goals", Human Resources for Health Observer 17).
 */
const ENOUGH_TENTHS_PER_TEN_THOUSAND = 445;

/**
 * The weight of a country's health workforce, in parts per thousand: 44.5 ÷ its doctors, nurses and midwives for every 10,000
 * people, at least 1000 and at most `mostPerMille`. A country that is not in the tables weighs 1000.
 *
 * Whole numbers: round(445 × population ÷ (100 × workers)). Worked example: 13,000,000 people and 20,000 workers, 15.4 for
 * 10,000: 445 × 13,000,000 ÷ 2,000,000 = 2892.5, so 2893. Gaps are filled as estimates of needs fill them (`fillCapacity`).
 */
export function weighWorkforce(
  country: string,
  mostPerMille: number,
  capacities: readonly HealthCapacity[],
): number {
  const capacity = capacities.find((one) => one.country === country);
  if (capacity === undefined || mostPerMille <= 1000) return 1000;
  const { doctors, nurses, midwives } = fillCapacity(capacity, capacities).workers;
  const workers = doctors + nurses + midwives;
  if (workers === 0) return mostPerMille;
  const needed = Math.round((ENOUGH_TENTHS_PER_TEN_THOUSAND * capacity.population) / (100 * workers));
  return Math.min(mostPerMille, Math.max(1000, needed));
}
