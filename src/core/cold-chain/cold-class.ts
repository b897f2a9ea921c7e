import { TEMPERATURE_CLASSES, type TemperatureClass } from "#core/item/item.ts";

/** The temperature classes that need cold storage. */
export type ColdClass = Exclude<TemperatureClass, "ambient">;
export const COLD_CLASSES: readonly ColdClass[] = TEMPERATURE_CLASSES.filter((one) => one !== "ambient");

/** The range of each class as it is printed, the same in every language. */
export const COLD_RANGES = {
  cool_2_8: "2…8 °C",
  frozen_minus_20: "−25…−15 °C",
  ultra_cold_minus_70: "−90…−60 °C",
} as const satisfies Readonly<Record<ColdClass, string>>;
