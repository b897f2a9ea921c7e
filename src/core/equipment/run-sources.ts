import { type EquipmentModel, nameModel } from "./equipment-model.ts";
import { type Frequency, fitsSocket, type PlugType, runsAt, writeVoltageRange } from "./power.ts";
import { type Aid, NOTHING_MISSING, type RunPart, type RunReason } from "./run-answer.ts";
import type { RunConditions } from "./site-readiness.ts";

/** Somewhere to plug it in: the mains, or a transformer or generator. */
export interface Source {
  readonly voltages: readonly number[];
  readonly frequencies: readonly Frequency[];
  readonly sockets: readonly PlugType[];
  /** Its own, of all of them together; `null`: not stated. */
  readonly watts: number | null;
  readonly hoursPerDay: number | null;
  /** What it is; `null`: the mains. */
  readonly aid: Aid | null;
  /** The mains, and what is plugged into them: a transformer. */
  readonly isOnMains: boolean;
}

/** What is to be plugged in somewhere, and the aids among which an adapter is looked for. */
export interface Asked {
  readonly model: EquipmentModel;
  readonly quantity: number;
  readonly aids: readonly Aid[];
}

/** Where something could be plugged in: the mains first, then the aids in their order. */
export function listSources(conditions: RunConditions, aids: readonly Aid[]): readonly Source[] {
  const mains: Source = {
    ...conditions,
    watts: conditions.powerWatts,
    hoursPerDay: conditions.powerHoursPerDay,
    aid: null,
    isOnMains: true,
  };
  return [mains, ...aids.flatMap((aid) => describeSource(aid, mains))];
}

/** What an aid is as a source; a transformer is one where it can be plugged into the mains itself. */
function describeSource(aid: Aid, mains: Source): Source[] {
  const { power, sockets, voltage, frequency, watts } = aid.model.provides;
  if (voltage === null || watts === null) return [];
  const given = { voltages: [voltage], sockets, watts: watts * aid.count, aid };
  if (power === "generator" && frequency !== null) {
    return [{ ...given, frequencies: [frequency], hoursPerDay: 24, isOnMains: false }];
  }
  if (power !== "transformer") return [];
  const runs = [
    weighVoltage(aid.model, mains),
    weighPlug({ model: aid.model, quantity: 1, aids: [] }, mains),
  ];
  if (runs.some(({ missing }) => missing.length > 0)) return [];
  const { frequencies, hoursPerDay } = mains;
  return [{ ...given, frequencies, hoursPerDay, isOnMains: true }];
}

function lacks(reason: RunReason): RunPart {
  return { ...NOTHING_MISSING, missing: [reason] };
}

function unstated(need: RunReason["need"], of: "model" | "site"): RunPart {
  return { ...NOTHING_MISSING, unstated: [{ need, of }] };
}

/** Of several that a country has, any that does not suit leaves it open which one the site has. */
export function weighVoltage({ voltages }: EquipmentModel, source: Source): RunPart {
  if (voltages.length === 0) return unstated("voltage", "model");
  if (source.voltages.length === 0) return unstated("voltage", "site");
  const suiting = source.voltages.filter((volts) => voltages.some((range) => runsAt(range, volts)));
  if (suiting.length === source.voltages.length) return NOTHING_MISSING;
  if (suiting.length > 0) return unstated("voltage", "site");
  const needed = `${voltages.map(writeVoltageRange).join(", ")} V`;
  return lacks({ need: "voltage", needed, found: `${source.voltages.join(", ")} V` });
}

/** As of voltage: of several frequencies, any that does not suit leaves it open. */
export function weighFrequency({ frequencies }: EquipmentModel, source: Source): RunPart {
  if (frequencies.length === 0) return unstated("frequency", "model");
  if (source.frequencies.length === 0) return unstated("frequency", "site");
  const suiting = source.frequencies.filter((hertz) => frequencies.includes(hertz));
  if (suiting.length === source.frequencies.length) return NOTHING_MISSING;
  if (suiting.length > 0) return unstated("frequency", "site");
  const found = `${source.frequencies.join(", ")} Hz`;
  return lacks({ need: "frequency", needed: `${frequencies.join(", ")} Hz`, found });
}

/** The plug by itself, else an adapter for each. */
export function weighPlug({ model, quantity, aids }: Asked, { sockets }: Source): RunPart {
  const { plugTypes } = model;
  if (plugTypes.length === 0) return unstated("plug", "model");
  if (sockets.length === 0) return unstated("plug", "site");
  if (fitsAny(plugTypes, sockets)) return NOTHING_MISSING;
  const adapter = aids.find(
    (aid) =>
      aid.model.provides.power === "plug_adapter" &&
      aid.count >= quantity &&
      fitsAny(plugTypes, aid.model.provides.sockets) &&
      fitsAny(aid.model.plugTypes, sockets),
  );
  if (adapter !== undefined) {
    return { ...NOTHING_MISSING, with: [{ need: "plug", name: nameModel(adapter.model) }] };
  }
  return lacks({ need: "plug", needed: plugTypes.join(", "), found: sockets.join(", ") });
}

/** True where one of the plugs goes into one of the sockets. */
export function fitsAny(plugs: readonly PlugType[], sockets: readonly PlugType[]): boolean {
  return plugs.some((plug) => sockets.some((socket) => fitsSocket(plug, socket)));
}

/** Watts of all together against what the source has left. */
export function weighWatts({ powerWatts }: EquipmentModel, quantity: number, { watts }: Source): RunPart {
  if (powerWatts === null) return unstated("power_watts", "model");
  if (watts === null) return unstated("power_watts", "site");
  const needed = powerWatts * quantity;
  if (needed <= watts) return NOTHING_MISSING;
  return lacks({ need: "power_watts", needed: `${needed} W`, found: `${watts} W` });
}

/** Power all day long suits everything; less suits only what is known to need no more. */
export function weighHours({ powerHoursPerDay }: EquipmentModel, { hoursPerDay }: Source): RunPart {
  if (hoursPerDay === 24) return NOTHING_MISSING;
  if (hoursPerDay === null) return unstated("power_hours", "site");
  if (powerHoursPerDay === null) {
    return hoursPerDay === 0
      ? lacks({ need: "power_hours", needed: "1 h", found: "0 h" })
      : unstated("power_hours", "model");
  }
  if (powerHoursPerDay <= hoursPerDay) return NOTHING_MISSING;
  return lacks({ need: "power_hours", needed: `${powerHoursPerDay} h`, found: `${hoursPerDay} h` });
}
