import type { Running } from "./running.ts";
import type { RunConditions } from "./site-readiness.ts";

/** What equipment takes that has been put to work since a site stated what it has to spare. */
export interface Taken {
  readonly watts: number;
  /** Litres a minute of oxygen, at low pressure and at 4 bar. */
  readonly low: number;
  readonly high: number;
}

/**
 * What of a site's power and oxygen is left; what is not stated stays so. Of power not below 0; of oxygen below 0 where more was taken
 * than the site had: that comes from oxygen at 4 bar, or from what came along (`answerRun`), and is not there for others.
 */
export function takeFrom(conditions: RunConditions, { watts, low, high }: Taken): RunConditions {
  const { powerWatts, oxygenLowLitresPerMinute, oxygenHighLitresPerMinute } = conditions;
  const left = (stated: number | null, taken: number) => (stated === null ? null : stated - taken);
  return {
    ...conditions,
    powerWatts: powerWatts === null ? null : Math.max(0, powerWatts - watts),
    oxygenLowLitresPerMinute: left(oxygenLowLitresPerMinute, low),
    oxygenHighLitresPerMinute: left(oxygenHighLitresPerMinute, high),
  };
}

/**
 * What equipment takes of a site that has been put to work since the site's statement, as if all of it hung on the mains and on the
 * site's own oxygen: what stands at a generator or a cylinder takes less. What a model does not state counts as none.
 */
export function sumTaken(running: readonly Running[]): Taken {
  const sum = (units: (model: Running["model"]) => number | null) =>
    running.reduce((total, { model, countSince }) => total + countSince * (units(model) ?? 0), 0);
  const litres = (pressure: "low_pressure" | "high_pressure") =>
    sum((model) => (model.oxygen === pressure ? model.oxygenLitresPerMinute : 0));
  return {
    watts: sum((model) => (model.power === "mains" ? model.powerWatts : 0)),
    low: litres("low_pressure"),
    high: litres("high_pressure"),
  };
}
