import type { Speech } from "#core/explanation/put-into-words.ts";
import type { Wording } from "#core/explanation/wording.ts";
import type { LineDifference, PlanDifference, PlanTotals } from "./compare-plans.ts";

/** Who gains and who loses, in sentences: those who gain or lose most first. */
export function putDifferenceIntoWords(difference: PlanDifference, speech: Speech): readonly string[] {
  const { say } = speech.wording;
  const { gain, loss, lines } = difference;
  const changed = lines.toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change));
  const sentences = [
    ...tellSide("trial.gain", gain, { lines: changed.filter(({ change }) => change > 0), speech }),
    ...tellSide("trial.loss", loss, { lines: changed.filter(({ change }) => change < 0), speech }),
  ];
  return sentences.length > 0 ? sentences : [say("trial.same")];
}

function tellSide(
  key: "trial.gain" | "trial.loss",
  side: PlanDifference["gain"],
  { lines, speech }: { readonly lines: readonly LineDifference[]; readonly speech: Speech },
): readonly string[] {
  if (side.lines === 0) return [];
  const { say, units, number, list } = speech.wording;
  const named = lines.map(({ demand, before, after }) =>
    say("trial.line", {
      line: speech.naming.line(demand),
      before: number(before?.allocated ?? 0),
      after: number(after?.allocated ?? 0),
    }),
  );
  return [say(key, { count: side.lines, units: units(side.units), lines: list(named) })];
}

/** One figure of both plans, in words. */
export interface TotalInWords {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

const LEVELS = ["lowestLevel", "jainIndex"] as const satisfies readonly (keyof PlanTotals)[];
const TOTALS = [
  "asked",
  "allocated",
  "metLines",
  "leftUnits",
  ...LEVELS,
  "meanArrivalPeriods",
  "costMinor",
] as const satisfies readonly (keyof PlanTotals)[];

/** The figures of both plans side by side, in words. */
export function listTotals(
  { before, after }: PlanDifference,
  { say, number, level }: Wording,
): readonly TotalInWords[] {
  return TOTALS.map((name) => {
    const isLevel = LEVELS.some((one) => one === name);
    const show = (totals: PlanTotals) => {
      const value = totals[name];
      return value === null ? "–" : isLevel ? level(value) : number(value);
    };
    return { name: say(`trial.${name}`), before: show(before), after: show(after) };
  });
}
