import type { EquipmentModel } from "./equipment-model.ts";
import { type Frequency, fitsSocket, type PlugType, runsAt, writeVoltageRange } from "./power.ts";
import { type Aid, joinParts, NOTHING_MISSING, type RunPart, type RunReason } from "./run-answer.ts";
import type { RunConditions } from "./site-readiness.ts";

/** Somewhere to plug it in: the mains, or a transformer or generator. */
interface Source {
  readonly voltages: readonly number[];
  readonly frequencies: readonly Frequency[];
  readonly sockets: readonly PlugType[];
  readonly watts: number | null;
  readonly hoursPerDay: number | null;
  /** What it is; `null`: the mains. */
  readonly aid: Aid | null;
}

/**
 * What of power is missing for `quantity` of a model: from the mains, else by a transformer or from a generator among the aids, each with
 * a plug adapter where that is what is missing. Where none will do, what is missing from the mains. Of sources that are equally good, the
 * mains first, then the aids in their order.
 */
export function weighPower(
  {
    model,
    quantity,
    aids,
  }: { readonly model: EquipmentModel; readonly quantity: number; readonly aids: readonly Aid[] },
  conditions: RunConditions,
): RunPart {
  if (model.power === "none") return NOTHING_MISSING;
  if (model.power === null) return { ...NOTHING_MISSING, unstated: [{ need: "power", of: "model" }] };
  const mains: Source = {
    ...conditions,
    watts: conditions.powerWatts,
    hoursPerDay: conditions.powerHoursPerDay,
    aid: null,
  };
  const sources = [mains, ...aids.flatMap((aid) => listSources(aid, mains))];
  const parts = sources.map((source) => weighSource({ model, quantity, aids }, source));
  const [first = NOTHING_MISSING] = parts;
  const best = parts.filter(({ missing }) => missing.length === 0).toSorted(compareParts);
  return best[0] ?? first;
}

/** Nothing left open before nothing else needed. The order of equals stays. */
function compareParts(one: RunPart, other: RunPart): number {
  return one.unstated.length - other.unstated.length || one.with.length - other.with.length;
}

/** What an aid is as a source; a transformer is one where it can be plugged into the mains itself. */
function listSources(aid: Aid, mains: Source): Source[] {
  const { power, sockets, voltage, frequency, watts } = aid.model.provides;
  if (voltage === null || watts === null) return [];
  const given = { voltages: [voltage], sockets, aid };
  if (power === "generator" && frequency !== null) {
    return [{ ...given, frequencies: [frequency], watts: watts * aid.count, hoursPerDay: 24 }];
  }
  if (power !== "transformer") return [];
  const runs = [
    weighVoltage(aid.model, mains),
    weighPlug({ model: aid.model, quantity: 1, aids: [] }, mains),
  ];
  if (runs.some(({ missing }) => missing.length > 0)) return [];
  const left = mains.watts === null ? null : Math.min(watts * aid.count, mains.watts);
  return [{ ...given, frequencies: mains.frequencies, watts: left, hoursPerDay: mains.hoursPerDay }];
}

type Asked = { readonly model: EquipmentModel; readonly quantity: number; readonly aids: readonly Aid[] };

function weighSource(asked: Asked, source: Source): RunPart {
  const { model, quantity } = asked;
  const { aid } = source;
  const name = aid === null ? "" : nameModel(aid.model);
  const used: RunPart =
    aid === null ? NOTHING_MISSING : { ...NOTHING_MISSING, with: [{ need: "voltage", name }] };
  return joinParts([
    used,
    weighVoltage(model, source),
    weighFrequency(model, source),
    weighPlug(asked, source),
    weighWatts(model, quantity, source),
    weighHours(model, source),
  ]);
}

/** How a model is named to a person: maker and name. */
export function nameModel({ maker, name }: Pick<EquipmentModel, "maker" | "name">): string {
  return `${maker} ${name}`;
}

function lacks(reason: RunReason): RunPart {
  return { ...NOTHING_MISSING, missing: [reason] };
}

function unstated(need: RunReason["need"], of: "model" | "site"): RunPart {
  return { ...NOTHING_MISSING, unstated: [{ need, of }] };
}

/** Of several that a country has, any that does not suit leaves it open which one the site has. */
function weighVoltage({ voltages }: EquipmentModel, source: Source): RunPart {
  if (voltages.length === 0) return unstated("voltage", "model");
  if (source.voltages.length === 0) return unstated("voltage", "site");
  const suiting = source.voltages.filter((volts) => voltages.some((range) => runsAt(range, volts)));
  if (suiting.length === source.voltages.length) return NOTHING_MISSING;
  if (suiting.length > 0) return unstated("voltage", "site");
  const needed = `${voltages.map(writeVoltageRange).join(", ")} V`;
  return lacks({ need: "voltage", needed, found: `${source.voltages.join(", ")} V` });
}

function weighFrequency({ frequencies }: EquipmentModel, source: Source): RunPart {
  if (frequencies.length === 0) return unstated("frequency", "model");
  if (source.frequencies.length === 0) return unstated("frequency", "site");
  const suiting = source.frequencies.filter((hertz) => frequencies.includes(hertz));
  if (suiting.length === source.frequencies.length) return NOTHING_MISSING;
  if (suiting.length > 0) return unstated("frequency", "site");
  const found = `${source.frequencies.join(", ")} Hz`;
  return lacks({ need: "frequency", needed: `${frequencies.join(", ")} Hz`, found });
}

function weighPlug({ model, quantity, aids }: Asked, { sockets }: Source): RunPart {
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

function fitsAny(plugs: readonly PlugType[], sockets: readonly PlugType[]): boolean {
  return plugs.some((plug) => sockets.some((socket) => fitsSocket(plug, socket)));
}

function weighWatts({ powerWatts }: EquipmentModel, quantity: number, { watts }: Source): RunPart {
  if (powerWatts === null) return unstated("power_watts", "model");
  if (watts === null) return unstated("power_watts", "site");
  const needed = powerWatts * quantity;
  if (needed <= watts) return NOTHING_MISSING;
  return lacks({ need: "power_watts", needed: `${needed} W`, found: `${watts} W` });
}

/** Power all day long suits everything; less suits only what is known to need no more. */
function weighHours({ powerHoursPerDay }: EquipmentModel, { hoursPerDay }: Source): RunPart {
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
