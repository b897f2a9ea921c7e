/** How many of a roster have something in common: the same profession, or a language. */
export interface RosterCount {
  /** ISCO-08 unit group, or ISO 639-1 code. */
  readonly key: string;
  readonly count: number;
}

/** A smaller count could point to a person, and is not shown. */
const SHOWN_COUNT_MIN = 5;

/**
 * The counts that may be shown, by key: those of {@link SHOWN_COUNT_MIN} or more. There is no sum beside them, from which a hidden one could be
 * worked out.
 */
export function listShownCounts(keys: readonly string[]): readonly RosterCount[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .map(([key, count]) => ({ key, count }))
    .filter(({ count }) => count >= SHOWN_COUNT_MIN)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
