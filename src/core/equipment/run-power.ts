import { type EquipmentModel, nameModel } from "./equipment-model.ts";
import { type Aid, joinParts, NOTHING_MISSING, type RunPart } from "./run-answer.ts";
import {
  type Asked,
  listSources,
  type Source,
  weighFrequency,
  weighHours,
  weighPlug,
  weighVoltage,
  weighWatts,
} from "./run-sources.ts";
import { leavePower, type Running } from "./running.ts";
import type { RunConditions } from "./site-readiness.ts";

/**
 * What of power is missing for `quantity` of a model: from the mains, else by a transformer or from a generator among the aids, each with
 * a plug adapter where that is what is missing. Where none will do, what is missing from the mains. Of sources that are equally good, the
 * mains first, then the aids in their order. What runs there already is left what it needs: of a source, what it cannot have from others.
 */
export function weighPower(
  {
    model,
    quantity,
    aids,
    running = [],
  }: {
    readonly model: EquipmentModel;
    readonly quantity: number;
    readonly aids: readonly Aid[];
    readonly running?: readonly Running[] | undefined;
  },
  conditions: RunConditions,
): RunPart {
  if (model.power === "none") return NOTHING_MISSING;
  if (model.power === null) return { ...NOTHING_MISSING, unstated: [{ need: "power", of: "model" }] };
  const sources = listSources(conditions, aids);
  const parts = sources.map((source) => {
    const left = leavePower({ sources, aids, running }, source);
    return weighSource({ model, quantity, aids: left.aids }, { ...source, watts: left.wattsOf(source) });
  });
  const [first = NOTHING_MISSING] = parts;
  const best = parts.filter(({ missing }) => missing.length === 0).toSorted(compareParts);
  return best[0] ?? first;
}

/** Nothing left open before nothing else needed. The order of equals stays. */
function compareParts(one: RunPart, other: RunPart): number {
  return one.unstated.length - other.unstated.length || one.with.length - other.with.length;
}

/** What is missing for what is asked to be plugged in at a source, whose watts are what is left of it. */
export function weighSource(asked: Asked, source: Source): RunPart {
  const { model, quantity } = asked;
  const { aid } = source;
  const used: RunPart =
    aid === null
      ? NOTHING_MISSING
      : { ...NOTHING_MISSING, with: [{ need: "voltage", name: nameModel(aid.model) }] };
  return joinParts([
    used,
    weighVoltage(model, source),
    weighFrequency(model, source),
    weighPlug(asked, source),
    weighWatts(model, quantity, source),
    weighHours(model, source),
  ]);
}
