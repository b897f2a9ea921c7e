import { listStatedConditions } from "#core/conditions.ts";
import type { Id, PartyId } from "#core/id.ts";
import type { Item } from "#core/item/item.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Frequency, isVoltage, type PlugType, readVoltageRange, type VoltageRange } from "./power.ts";
import type { Skill } from "./skill.ts";

export type EquipmentModelId = Id<"equipment model">;

/** Where it takes its power from; `none`: it needs no power. */
export const POWER_NEEDS = ["mains", "none"] as const;
export type PowerNeed = (typeof POWER_NEEDS)[number];

/** Oxygen that it needs: none, from a concentrator or flowmeter, or at 4 bar from a pipe or cylinder. */
export const OXYGEN_NEEDS = ["none", "low_pressure", "high_pressure"] as const;
export type OxygenNeed = (typeof OXYGEN_NEEDS)[number];
export type OxygenPressure = Exclude<OxygenNeed, "none">;

/** What lets other equipment run where the mains do not suit it. */
export const POWER_AIDS = ["plug_adapter", "transformer", "generator"] as const;
export type PowerAid = (typeof POWER_AIDS)[number];

/** What one of a model gives to other equipment; `null` and empty: nothing of this. */
export interface Provision {
  readonly power: PowerAid | null;
  /** Sockets of an adapter, transformer or generator. */
  readonly sockets: readonly PlugType[];
  /** Volts that a transformer or generator gives. */
  readonly voltage: number | null;
  /** Hertz that a generator gives; a transformer leaves it as it is. */
  readonly frequency: Frequency | null;
  readonly watts: number | null;
  readonly oxygen: OxygenPressure | null;
  readonly oxygenLitresPerMinute: number | null;
  /** Skills in which whoever comes with it trains. */
  readonly skills: readonly Skill[];
}

/** A model of equipment, and what one of it needs to run. `null`, and empty lists of power: not stated. */
export interface EquipmentModel {
  readonly id: EquipmentModelId;
  /** Who registered it. */
  readonly partyId: PartyId;
  readonly maker: string;
  readonly name: string;
  readonly itemId: string;
  readonly power: PowerNeed | null;
  readonly voltages: readonly VoltageRange[];
  readonly frequencies: readonly Frequency[];
  readonly plugTypes: readonly PlugType[];
  readonly powerWatts: number | null;
  /** Hours a day for which it must run. */
  readonly powerHoursPerDay: number | null;
  readonly oxygen: OxygenNeed | null;
  readonly oxygenLitresPerMinute: number | null;
  /** Items that it uses up; empty: none; `null`: not stated. */
  readonly consumables: readonly string[] | null;
  /** Skills of whoever runs it; empty: none; `null`: not stated. */
  readonly skills: readonly Skill[] | null;
  /** It is to be maintained every so many days. */
  readonly maintenanceDays: number | null;
  readonly provides: Provision;
}

/** How a model is named to a person: maker and name. */
export function nameModel({ maker, name }: Pick<EquipmentModel, "maker" | "name">): string {
  return `${maker} ${name}`;
}

type Stated<Thing> = { readonly [Field in keyof Thing]?: Thing[Field] | undefined };

/** A party registers a model. What is left out is not stated. */
export interface RegisterEquipmentModel
  extends Stated<
    Omit<EquipmentModel, "id" | "partyId" | "maker" | "name" | "itemId" | "voltages" | "provides">
  > {
  readonly partyId: PartyId;
  readonly maker: string;
  readonly name: string;
  readonly itemId: string;
  /** Ranges as `230` or `220-240`. */
  readonly voltages?: readonly string[] | undefined;
  readonly provides?: Stated<Provision> | undefined;
}

/** There is a model of this name by this maker already. */
export interface EquipmentModelExistsRefusal {
  readonly code: "equipment_model_exists";
  readonly maker: string;
  readonly name: string;
}

/** The greatest figures that may be stated: a larger one is a slip of the pen. */
const BOUNDS = {
  powerWatts: { min: 1, max: 1_000_000 },
  powerHoursPerDay: { min: 1, max: 24 },
  oxygenLitresPerMinute: { min: 1, max: 10_000 },
  maintenanceDays: { min: 1, max: 3_660 },
} as const;

const PROVIDES_NOTHING: Provision = {
  power: null,
  sockets: [],
  voltage: null,
  frequency: null,
  watts: null,
  oxygen: null,
  oxygenLitresPerMinute: null,
  skills: [],
};

/** The problem of a figure outside its bounds; none where it is not stated. */
export function findFigureProblem(
  field: string,
  value: number | null | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): Problem[] {
  if (value === null || value === undefined) return [];
  if (Number.isSafeInteger(value) && value >= min && value <= max) return [];
  return [{ field, value: String(value), rule: "figure_out_of_range", facts: { min, max } }];
}

/**
 * The model. Refuses with `malformed`, all problems at once: a name that puts a condition (`conditions_attached`),
 * `unknown_item` and `category_not_item` of the model and of its consumables, `not_a_voltage_range`, `figure_out_of_range`, a need of power or oxygen
 * that is stated of what needs none (`needs_none`), and what it gives without saying how much (`missing`).
 */
export function decideRegisterModel(
  command: RegisterEquipmentModel,
  facts: { readonly id: EquipmentModelId; readonly items: ReadonlyMap<string, Item> },
): Result<EquipmentModel, MalformedRefusal> {
  const { partyId, maker, name, itemId, voltages = [], consumables = null } = command;
  const problems: Problem[] = [...listStatedConditions({ maker, name })];
  problems.push(...findItemProblem("itemId", itemId, facts.items));
  for (const [index, id] of (consumables ?? []).entries()) {
    problems.push(...findItemProblem(`consumables.${index}`, id, facts.items));
  }
  const ranges = voltages.map(readVoltageRange);
  for (const [index, range] of ranges.entries()) {
    if (range !== undefined) continue;
    problems.push({ field: `voltages.${index}`, value: voltages[index] ?? "", rule: "not_a_voltage_range" });
  }
  for (const field of [
    "powerWatts",
    "powerHoursPerDay",
    "oxygenLitresPerMinute",
    "maintenanceDays",
  ] as const) {
    problems.push(...findFigureProblem(field, command[field], BOUNDS[field]));
  }
  problems.push(...findNeedlessProblems(command), ...findProvisionProblems(command.provides ?? {}));
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({
    id: facts.id,
    partyId,
    maker,
    name,
    itemId,
    power: command.power ?? null,
    voltages: ranges.filter((range) => range !== undefined),
    frequencies: command.frequencies ?? [],
    plugTypes: command.plugTypes ?? [],
    powerWatts: command.powerWatts ?? null,
    powerHoursPerDay: command.powerHoursPerDay ?? null,
    oxygen: command.oxygen ?? null,
    oxygenLitresPerMinute: command.oxygenLitresPerMinute ?? null,
    consumables,
    skills: command.skills ?? null,
    maintenanceDays: command.maintenanceDays ?? null,
    provides: fillProvision(command.provides ?? {}),
  });
}

/** The problem of what is no item of the catalogue. */
export function findItemProblem(field: string, id: string, items: ReadonlyMap<string, Item>): Problem[] {
  const item = items.get(id);
  if (item === undefined) return [{ field, value: id, rule: "unknown_item" }];
  return item.kind === "category" ? [{ field, value: id, rule: "category_not_item" }] : [];
}

/** Figures of power or oxygen of what is said to need none. */
function findNeedlessProblems(command: RegisterEquipmentModel): Problem[] {
  const { power, voltages, frequencies, plugTypes, powerWatts, oxygen, oxygenLitresPerMinute } = command;
  const rule = "needs_none";
  const problems: Problem[] = [];
  const lists = { voltages, frequencies, plugTypes } as const;
  if (power === "none") {
    for (const [field, list = []] of Object.entries(lists)) {
      if (list.length > 0) problems.push({ field, value: list.join(" "), rule });
    }
    if ((powerWatts ?? null) !== null)
      problems.push({ field: "powerWatts", value: String(powerWatts), rule });
  }
  if (oxygen === "none" && (oxygenLitresPerMinute ?? null) !== null) {
    problems.push({ field: "oxygenLitresPerMinute", value: String(oxygenLitresPerMinute), rule });
  }
  return problems;
}

function findProvisionProblems(provides: Stated<Provision>): Problem[] {
  const { power = null, sockets = [], voltage = null, watts = null, oxygen = null } = provides;
  const { oxygenLitresPerMinute = null, frequency = null } = provides;
  const missing = (name: string): Problem => ({ field: `provides.${name}`, value: null, rule: "missing" });
  const problems: Problem[] = [
    ...findFigureProblem("provides.watts", watts, BOUNDS.powerWatts),
    ...findFigureProblem(
      "provides.oxygenLitresPerMinute",
      oxygenLitresPerMinute,
      BOUNDS.oxygenLitresPerMinute,
    ),
  ];
  if (voltage !== null && !isVoltage(voltage)) {
    problems.push({ field: "provides.voltage", value: String(voltage), rule: "not_a_voltage_range" });
  }
  if (power !== null && sockets.length === 0) problems.push(missing("sockets"));
  if ((power === "transformer" || power === "generator") && voltage === null)
    problems.push(missing("voltage"));
  if ((power === "transformer" || power === "generator") && watts === null) problems.push(missing("watts"));
  if (power === "generator" && frequency === null) problems.push(missing("frequency"));
  if (oxygen !== null && oxygenLitresPerMinute === null) problems.push(missing("oxygenLitresPerMinute"));
  return problems;
}

function fillProvision(provides: Stated<Provision>): Provision {
  const { power, sockets, voltage, frequency, watts, oxygen, oxygenLitresPerMinute, skills } = provides;
  return {
    power: power ?? PROVIDES_NOTHING.power,
    sockets: sockets ?? [],
    voltage: voltage ?? null,
    frequency: frequency ?? null,
    watts: watts ?? null,
    oxygen: oxygen ?? null,
    oxygenLitresPerMinute: oxygenLitresPerMinute ?? null,
    skills: skills ?? [],
  };
}

/** True where a supply of `supplyItemId` can be of a model of `modelItemId`: the same item, or a narrower one of it. */
export function isModelOf(
  modelItemId: string,
  supplyItemId: string,
  items: ReadonlyMap<string, Pick<Item, "of">>,
): boolean {
  for (let id: string | null = modelItemId; id !== null; id = items.get(id)?.of ?? null) {
    if (id === supplyItemId) return true;
  }
  return false;
}
