import type { SiteId } from "#core/id.ts";
import type { Item } from "#core/item/item.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Day, dayOf, type Instant } from "#core/time.ts";
import { findFigureProblem, findItemProblem } from "./equipment-model.ts";
import { type CountryPower, type Frequency, isVoltage, type PlugType } from "./power.ts";
import type { Skill } from "./skill.ts";

/** What a site's party says that the site has, on a day. `null`, and empty sockets: not stated; 0: there is none. */
export interface SiteReadiness {
  readonly siteId: SiteId;
  readonly day: Day;
  /** Nominal, volts. */
  readonly voltage: number | null;
  readonly frequency: Frequency | null;
  readonly sockets: readonly PlugType[];
  /** To spare for more equipment. */
  readonly powerWatts: number | null;
  /** For which there is power, with the site's own generator. */
  readonly powerHoursPerDay: number | null;
  /** To spare, from concentrators and flowmeters, litres per minute. */
  readonly oxygenLowLitresPerMinute: number | null;
  /** To spare, at 4 bar from pipes and cylinders, litres per minute. */
  readonly oxygenHighLitresPerMinute: number | null;
  readonly skills: readonly Skill[] | null;
  /** Items that the site gets by itself. */
  readonly consumables: readonly string[] | null;
}

/** A site's party says what the site has. What is left out is not stated: it takes the place of what was stated before. */
export type StateReadiness = { readonly siteId: SiteId } & {
  readonly [Field in Exclude<keyof SiteReadiness, "siteId">]?: SiteReadiness[Field] | undefined;
};

const BOUNDS = {
  powerWatts: { min: 0, max: 100_000_000 },
  powerHoursPerDay: { min: 0, max: 24 },
  oxygenLowLitresPerMinute: { min: 0, max: 1_000_000 },
  oxygenHighLitresPerMinute: { min: 0, max: 1_000_000 },
} as const;
const FIGURES = [
  "powerWatts",
  "powerHoursPerDay",
  "oxygenLowLitresPerMinute",
  "oxygenHighLitresPerMinute",
] as const satisfies readonly (keyof typeof BOUNDS)[];

/**
 * The statement; left out, its day is today. Refuses with `malformed`, all problems at once: `occurred_in_the_future`,
 * `not_a_voltage_range`, `figure_out_of_range`, `unknown_item`, `category_not_item`.
 */
export function decideStateReadiness(
  command: StateReadiness,
  facts: { readonly now: Instant; readonly items: ReadonlyMap<string, Item> },
): Result<SiteReadiness, MalformedRefusal> {
  const { siteId, day = dayOf(facts.now), voltage = null, consumables = null } = command;
  const problems: Problem[] = [];
  if (day > dayOf(facts.now)) problems.push({ field: "day", value: day, rule: "occurred_in_the_future" });
  if (voltage !== null && !isVoltage(voltage)) {
    problems.push({ field: "voltage", value: String(voltage), rule: "not_a_voltage_range" });
  }
  for (const field of FIGURES) problems.push(...findFigureProblem(field, command[field], BOUNDS[field]));
  for (const [index, id] of (consumables ?? []).entries()) {
    problems.push(...findItemProblem(`consumables.${index}`, id, facts.items));
  }
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({
    siteId,
    day,
    voltage,
    frequency: command.frequency ?? null,
    sockets: command.sockets ?? [],
    powerWatts: command.powerWatts ?? null,
    powerHoursPerDay: command.powerHoursPerDay ?? null,
    oxygenLowLitresPerMinute: command.oxygenLowLitresPerMinute ?? null,
    oxygenHighLitresPerMinute: command.oxygenHighLitresPerMinute ?? null,
    skills: command.skills ?? null,
    consumables,
  });
}

/** What of a site's power is its country's, because nobody has stated it of the site. */
export const ASSUMED = ["voltage", "frequency", "sockets"] as const;
export type Assumed = (typeof ASSUMED)[number];

/** What equipment finds at a site: what was stated, and of power what is usual in the country. */
export interface RunConditions extends Omit<SiteReadiness, "siteId" | "day" | "voltage" | "frequency"> {
  /** The day of the statement; `null` where there is none. */
  readonly day: Day | null;
  /** Empty: not known; several: one of them. */
  readonly voltages: readonly number[];
  readonly frequencies: readonly Frequency[];
  /** What is the country's, and not stated of the site. */
  readonly assumed: readonly Assumed[];
}

/** What there is at a site, by what was stated last and what is usual in its country. */
export function describeConditions(
  stated: SiteReadiness | undefined,
  country: CountryPower | undefined,
): RunConditions {
  const { voltage = null, frequency = null, sockets = [] } = stated ?? {};
  const assumed = ASSUMED.filter((field) => {
    if (country === undefined) return false;
    if (field === "voltage") return voltage === null;
    return field === "frequency" ? frequency === null : sockets.length === 0;
  });
  return {
    day: stated?.day ?? null,
    voltages: voltage === null ? (country?.voltages ?? []) : [voltage],
    frequencies: frequency === null ? (country?.frequencies ?? []) : [frequency],
    sockets: sockets.length === 0 ? (country?.sockets ?? []) : sockets,
    powerWatts: stated?.powerWatts ?? null,
    powerHoursPerDay: stated?.powerHoursPerDay ?? null,
    oxygenLowLitresPerMinute: stated?.oxygenLowLitresPerMinute ?? null,
    oxygenHighLitresPerMinute: stated?.oxygenHighLitresPerMinute ?? null,
    skills: stated?.skills ?? null,
    consumables: stated?.consumables ?? null,
    assumed,
  };
}
