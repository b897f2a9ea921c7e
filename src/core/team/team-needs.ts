import { findFigureProblem, findItemProblem } from "#core/equipment/equipment-model.ts";
import { type PlugType, readVoltageRange } from "#core/equipment/power.ts";
import type { Item } from "#core/item/item.ts";
import type { Problem } from "#core/result.ts";

/** How oxygen is asked for: through flowmeters, or at 4 bar. What is at 4 bar feeds the first as well, not the other way round. */
export const OXYGEN_PRESSURES = ["low_pressure", "high_pressure"] as const;
export type OxygenPressure = (typeof OXYGEN_PRESSURES)[number];

/** Power that a team takes from its site. */
export interface PowerNeed {
  readonly watts: number;
  /** What it runs at, volts: `230` or `220-240`; `null`: not stated, any will do. */
  readonly voltage: string | null;
  /** Plugs that it has, of which any will do; empty: not stated, any socket will do. */
  readonly plugs: readonly PlugType[];
  /** Hours a day for which there has to be power; `null`: not stated. */
  readonly hoursPerDay: number | null;
}

/** Oxygen that a team takes from its site. */
export interface OxygenNeed {
  readonly pressure: OxygenPressure;
  readonly litresPerMinute: number;
}

/** Goods that a team uses and does not bring. */
export interface GoodsNeed {
  /** Items of the catalogue of which any will do, as the line of a call is answered; together `quantity` units. */
  readonly items: readonly string[];
  readonly quantity: number;
  /** They are there so many days after the team at the latest. */
  readonly withinDays: number;
}

/** What a team needs of its host beside a place: what is not here, it brings. */
export interface TeamNeeds {
  readonly power: PowerNeed | null;
  readonly oxygen: OxygenNeed | null;
  readonly goods: readonly GoodsNeed[];
}

/** Needs as they are stated. What is left out is not needed; of goods, the days are those of self-sufficiency. */
export interface StateTeamNeeds {
  readonly power?:
    | {
        readonly watts: number;
        readonly voltage?: string | null | undefined;
        readonly plugs?: readonly PlugType[] | undefined;
        readonly hoursPerDay?: number | null | undefined;
      }
    | null
    | undefined;
  readonly oxygen?:
    | { readonly litresPerMinute: number; readonly pressure?: OxygenPressure | undefined }
    | null
    | undefined;
  readonly goods?:
    | readonly {
        readonly items: readonly string[];
        readonly quantity: number;
        readonly withinDays?: number | undefined;
      }[]
    | undefined;
}

/** The most that is taken for no slip of the pen. */
const NEED_BOUNDS = {
  watts: { min: 1, max: 100_000_000 },
  hoursPerDay: { min: 1, max: 24 },
  litresPerMinute: { min: 1, max: 1_000_000 },
  quantity: { min: 1, max: 1_000_000_000 },
  withinDays: { min: 0, max: 365 },
} as const;

/** A team states at most so many needs of goods, of so many items each. */
export const GOODS_NEEDS_MAX = 20;

/** Needs as they are kept. `selfSufficiencyDays`: of the team, `null` where it states none. */
export function completeTeamNeeds(stated: StateTeamNeeds, selfSufficiencyDays: number | null): TeamNeeds {
  const { power, oxygen, goods = [] } = stated;
  return {
    power:
      power === null || power === undefined
        ? null
        : {
            watts: power.watts,
            voltage: power.voltage ?? null,
            plugs: [...new Set(power.plugs)].toSorted(),
            hoursPerDay: power.hoursPerDay ?? null,
          },
    oxygen:
      oxygen === null || oxygen === undefined
        ? null
        : { pressure: oxygen.pressure ?? "low_pressure", litresPerMinute: oxygen.litresPerMinute },
    goods: goods.map(({ items, quantity, withinDays }) => ({
      items: [...items].toSorted(),
      quantity,
      withinDays: withinDays ?? Math.min(NEED_BOUNDS.withinDays.max, selfSufficiencyDays ?? 0),
    })),
  };
}

/**
 * Everything wrong with stated needs, under `needs.`: `figure_out_of_range`, `not_a_voltage_range`, `unknown_item`,
 * `category_not_item`, `doubled_item` (within one need), `at_least_one` (no item), `too_many` (needs of goods, or items of one).
 */
export function findNeedProblems(
  { power, oxygen, goods = [] }: StateTeamNeeds,
  items: ReadonlyMap<string, Item>,
): Problem[] {
  const problems: Problem[] = [];
  const check = (field: string, value: number | null | undefined, bounds: keyof typeof NEED_BOUNDS) => {
    problems.push(...findFigureProblem(`needs.${field}`, value, NEED_BOUNDS[bounds]));
  };
  check("power.watts", power?.watts, "watts");
  const voltage = power?.voltage ?? null;
  if (voltage !== null && readVoltageRange(voltage) === undefined) {
    problems.push({ field: "needs.power.voltage", value: voltage, rule: "not_a_voltage_range" });
  }
  check("power.hoursPerDay", power?.hoursPerDay, "hoursPerDay");
  check("oxygen.litresPerMinute", oxygen?.litresPerMinute, "litresPerMinute");
  checkLength("needs.goods", goods, problems);
  for (const [index, need] of goods.entries()) {
    const at = `goods.${index}`;
    check(`${at}.quantity`, need.quantity, "quantity");
    check(`${at}.withinDays`, need.withinDays, "withinDays");
    if (need.items.length === 0)
      problems.push({ field: `needs.${at}.items`, value: null, rule: "at_least_one" });
    checkLength(`needs.${at}.items`, need.items, problems);
    for (const [place, id] of need.items.entries()) {
      const field = `needs.${at}.items.${place}`;
      problems.push(...findItemProblem(field, id, items));
      if (need.items.indexOf(id) !== place) problems.push({ field, value: id, rule: "doubled_item" });
    }
  }
  return problems;
}

function checkLength(field: string, list: readonly unknown[], problems: Problem[]): void {
  if (list.length <= GOODS_NEEDS_MAX) return;
  problems.push({ field, value: String(list.length), rule: "too_many", facts: { max: GOODS_NEEDS_MAX } });
}
