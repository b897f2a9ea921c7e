import type { RunConditions } from "./site-readiness.ts";

/** What assets take that have been put to work since a site stated what it has to spare. */
export interface Taken {
  readonly watts: number;
  /** Litres a minute of oxygen, at low pressure and at 4 bar. */
  readonly low: number;
  readonly high: number;
}

/** What of a site's power and oxygen is left, none of it below 0; what is not stated stays so. */
export function takeFrom(conditions: RunConditions, { watts, low, high }: Taken): RunConditions {
  const left = (stated: number | null, taken: number) =>
    stated === null ? null : Math.max(0, stated - taken);
  return {
    ...conditions,
    powerWatts: left(conditions.powerWatts, watts),
    oxygenLowLitresPerMinute: left(conditions.oxygenLowLitresPerMinute, low),
    oxygenHighLitresPerMinute: left(conditions.oxygenHighLitresPerMinute, high),
  };
}
