import { answerRun, type RunQuestion } from "./can-run.ts";
import type { EquipmentModel } from "./equipment-model.ts";
import type { Aid, RunAnswer } from "./run-answer.ts";
import { findPlugs, leaveOxygen, leavePower, sumOxygen } from "./running.ts";
import { listSources, type Source } from "./run-sources.ts";
import { weighSource } from "./run-power.ts";

/** What a site has for several models together. `of`: the adapter, transformer or generator; `null`: the site's own. */
export interface RunResource {
  readonly kind: "watts" | "adapters" | "oxygen_high" | "oxygen";
  readonly of: EquipmentModel | null;
}

/** What one piece of equipment takes of a resource, and what is left of it: watts, adapters, litres a minute. */
export interface RunDraw extends RunResource {
  readonly perPiece: number;
  readonly left: number;
}

/** Whether one of a model runs at a site, and what each of more would draw on. */
export interface RunPlan {
  readonly answer: RunAnswer;
  readonly draws: readonly RunDraw[];
}

/**
 * Whether a model runs at a site, and if it does, on what every piece of it draws there: where no model takes more in all than is left
 * of a resource, all of them run together. Where several sources of power suit, all pieces of a model are counted at the one that has room for most of
 * them, the mains first. What nobody has stated limits nothing.
 *
 * Worked example: 1,000 W at the mains and a generator of 2,000 W that both suit a ventilator of 300 W: 6 pieces, at the generator.
 */
export function planRun(question: Omit<RunQuestion, "quantity">): RunPlan {
  const answer = answerRun({ ...question, quantity: 1 });
  if (answer.answer === "no") return { answer, draws: [] };
  return { answer, draws: [...listPowerDraws(question), ...listOxygenDraws(question)] };
}

function listPowerDraws({
  model,
  conditions,
  aids,
  running = [],
}: Omit<RunQuestion, "quantity">): readonly RunDraw[] {
  if (model.power !== "mains") return [];
  const sources = listSources(conditions, aids);
  const left = leavePower({ sources, aids, running }, null);
  const adapters = left.aids.filter((aid) => aid.model.provides.power === "plug_adapter");
  const ways = sources.flatMap((source) =>
    findPlugs(model, source, adapters).map((adapter) => ({ source, adapter })),
  );
  const weighed = ways.map((way) => {
    const draws = [...listWatts(model, way.source, left.wattsOf(way.source)), ...listAdapters(way.adapter)];
    return {
      draws,
      room: Math.min(...draws.map(({ perPiece, left: own }) => Math.floor(own / perPiece))),
      open: countOpen(model, way),
    };
  });
  const [best] = weighed.toSorted((a, b) => compareRooms(a.room, b.room) || a.open - b.open);
  if (best === undefined) return [];
  const mains = sources[0];
  return best.draws.flatMap((draw) => {
    // What hangs on the mains takes it from there as well.
    const isHung = draw.kind === "watts" && draw.of?.provides.power === "transformer" && mains !== undefined;
    return isHung ? [draw, ...listWatts(model, mains, left.wattsOf(mains))] : [draw];
  });
}

/** The most first; without limit before all. */
function compareRooms(one: number, other: number): number {
  return one === other ? 0 : other > one ? 1 : -1;
}

function countOpen(
  model: EquipmentModel,
  { source, adapter }: { readonly source: Source; readonly adapter: Aid | null },
): number {
  const aids = adapter === null ? [] : [adapter];
  return weighSource({ model, quantity: 1, aids }, source).unstated.length;
}

function listWatts(model: EquipmentModel, source: Source, left: number | null): readonly RunDraw[] {
  if (left === null || model.powerWatts === null) return [];
  return [{ kind: "watts", of: source.aid?.model ?? null, perPiece: model.powerWatts, left }];
}

function listAdapters(adapter: Aid | null): readonly RunDraw[] {
  return adapter === null ? [] : [{ kind: "adapters", of: adapter.model, perPiece: 1, left: adapter.count }];
}

/** Oxygen at 4 bar also feeds at low pressure: what needs 4 bar draws on both limits. */
function listOxygenDraws({
  model,
  conditions,
  aids,
  running = [],
}: Omit<RunQuestion, "quantity">): readonly RunDraw[] {
  const { oxygen, oxygenLitresPerMinute } = model;
  if (oxygen === "none" || oxygen === null) return [];
  const { oxygenLowLitresPerMinute: low, oxygenHighLitresPerMinute: high } = conditions;
  const { all } = leaveOxygen(conditions, aids, running);
  const draw = (kind: "oxygen_high" | "oxygen", left: number): RunDraw => {
    return { kind, of: null, perPiece: oxygenLitresPerMinute ?? 1, left };
  };
  const ofBoth = low === null || high === null ? [] : [draw("oxygen", sumOxygen("low_pressure", all))];
  if (oxygen === "low_pressure") return ofBoth;
  return high === null ? [] : [draw("oxygen_high", sumOxygen("high_pressure", all)), ...ofBoth];
}
