import type { TransportMode } from "#core/consignment/consignment.ts";

/**
 * Greenhouse gases of carrying a tonne over a kilometre, grams of CO2 equivalent, from well to wheel: averages of the EU's 27
 * countries in 2018 (European Environment Agency, briefing "Rail and waterborne: best for low-carbon motorised transport", 24
 * March 2021, after Fraunhofer ISI and CE Delft): air cargo, maritime shipping, heavy goods vehicles, rail.
 */
const GRAMS_PER_TONNE_KILOMETRE: Readonly<Record<TransportMode, number>> = {
  air: 1036,
  sea: 7,
  road: 137,
  rail: 24,
};

/** Kilograms of CO2 equivalent of so many tonne-kilometres by a mode, on average: no measure of any one aircraft or ship. */
export function estimateEmissionsKg(mode: TransportMode, tonneKilometres: number): number {
  return (GRAMS_PER_TONNE_KILOMETRE[mode] * tonneKilometres) / 1000;
}
