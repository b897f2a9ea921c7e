import { type Coordinates, measureDistanceKm } from "#core/place/distance.ts";

/** Days on the ground, at both ends together: hand-over, loading, customs' sheds. An assumption of the scenario. */
const HANDLING_DAYS = 2;

/** Kilometres that an air freighter covers in a day with its stops. An assumption of the scenario. */
const AIR_KM_PER_DAY = 8000;

/**
 * Whole days by air from one gate to another in the scenario: ⌈distance ÷ 8,000 km⌉ and two days on the ground. No source
 * states how the goods of 2020 travelled; the scenario takes one way for all, without limits of capacity and without cost,
 * so that nothing but supply and need decides.
 */
export function estimateAirDays(from: Coordinates, to: Coordinates): number {
  return Math.ceil(measureDistanceKm(from, to) / AIR_KM_PER_DAY) + HANDLING_DAYS;
}
