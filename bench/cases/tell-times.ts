/** Median, 95th and 99th percentile and greatest of some times in milliseconds, as fields. */
export function tell(name: string, times: readonly number[]): Record<string, number> {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  return {
    [`${name}P50Ms`]: at(0.5),
    [`${name}P95Ms`]: at(0.95),
    [`${name}P99Ms`]: at(0.99),
    [`${name}MaxMs`]: at(1),
  };
}
