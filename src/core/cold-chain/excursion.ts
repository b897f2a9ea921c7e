import type { ColdClass } from "#core/cold-chain/cold-class.ts";

export const EXCURSION_KINDS = ["high", "low"] as const;
export type ExcursionKind = (typeof EXCURSION_KINDS)[number];

/** When a stay outside a class is an excursion: a row of `data/excursion-rules.csv`. */
export interface ExcursionRule {
  readonly temperatureClass: ColdClass;
  readonly kind: ExcursionKind;
  /** Hundredths of a degree Celsius. */
  readonly hundredthsCelsius: number;
  /** Whether the limit itself is outside. */
  readonly isLimitOutside: boolean;
  /** How long it may be outside in one stay; 0: one reading is enough. */
  readonly minutes: number;
  readonly source: string;
}

/** Readings of one logger in one place: arrays of one length, in the order of time. */
export interface ReadingSeries {
  /** Milliseconds since 1970-01-01T00:00:00Z, strictly rising. */
  readonly readAt: readonly number[];
  /** Hundredths of a degree Celsius. */
  readonly hundredthsCelsius: readonly number[];
}

/** A stay outside a class that its rule does not allow. */
export interface FoundExcursion {
  readonly kind: ExcursionKind;
  /** The first reading outside, and the first within again; the last outside where none came after it. Milliseconds. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** The warmest of a high one, the coldest of a low one. */
  readonly extreme: number;
  /** Whole minutes outside. */
  readonly minutes: number;
}

const MS_PER_MINUTE = 60_000;

/** Whether a temperature is outside by a rule. */
export function isOutside(hundredths: number, rule: ExcursionRule): boolean {
  const { kind, hundredthsCelsius: limit, isLimitOutside } = rule;
  if (hundredths === limit) return isLimitOutside;
  return kind === "high" ? hundredths > limit : hundredths < limit;
}

/**
 * The excursions of a series by the rules of its class, in the order of rules and time. A stay lasts from its first reading outside
 * to the first within: between two readings nothing says that it was within, so that silence of a logger after a reading
 * outside counts as outside. What is before the first reading, and in silence after one within, it cannot detect. O(readings × rules).
 *
 * Worked example (2 to 8 °C, above 8 for 10 hours): 9 °C every hour from 0:00 to 9:00 and 5 °C at 10:00 is one of 600 minutes.
 */
export function findExcursions(
  { readAt, hundredthsCelsius }: ReadingSeries,
  rules: readonly ExcursionRule[],
): readonly FoundExcursion[] {
  return rules.flatMap((rule) => {
    const found: FoundExcursion[] = [];
    let began = -1;
    let extreme = 0;
    const end = (endedAt: number): void => {
      const beganAt = readAt[began] ?? endedAt;
      const minutes = Math.floor((endedAt - beganAt) / MS_PER_MINUTE);
      if (minutes >= rule.minutes) found.push({ kind: rule.kind, beganAt, endedAt, extreme, minutes });
      began = -1;
    };
    hundredthsCelsius.forEach((value, i) => {
      if (isOutside(value, rule)) {
        const worse = rule.kind === "high" ? Math.max(extreme, value) : Math.min(extreme, value);
        extreme = began < 0 ? value : worse;
        if (began < 0) began = i;
      } else if (began >= 0) end(readAt[i] ?? 0);
    });
    if (began >= 0) end(readAt.at(-1) ?? 0);
    return found;
  });
}
