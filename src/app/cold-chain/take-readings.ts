import type { ColdClass } from "#core/cold-chain/cold-class.ts";
import type { SiteId } from "#core/id.ts";
import { refuse } from "#core/result.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type ReadingProblem, recordTemperatures } from "./record-temperatures.ts";
import { resolvePlaces } from "./resolve-places.ts";

/** Readings as a program sends them, each with its place. */
export interface TakeReadings {
  readonly readings: readonly {
    readonly device: string;
    readonly consignment?: string | undefined;
    readonly siteId?: SiteId | undefined;
    readonly temperatureClass?: ColdClass | undefined;
    /** ISO 8601 with a zone. */
    readonly readAt: string;
    readonly celsius: number;
  }[];
}

/**
 * Takes readings in that name their places one by one: see `recordTemperatures`. Refuses with `malformed` first, where a place cannot be found
 * out (`resolvePlaces`), under the reading that names it first.
 */
export async function takeReadings(context: AppContext, meta: CommandMeta, command: TakeReadings) {
  const { readings } = command;
  const index = new Map<string, { readonly number: number; readonly first: number }>();
  const place = readings.map(({ device, consignment, siteId, temperatureClass }, i) => {
    const key = [device, consignment ?? "", siteId ?? "", temperatureClass ?? ""].join("\n");
    const known = index.get(key) ?? { number: index.size, first: i };
    index.set(key, known);
    return known.number;
  });
  const firsts = [...index.values()].map(({ first }) => first);
  const resolved = await resolvePlaces(
    context,
    firsts.flatMap((first) => {
      const reading = readings[first];
      if (reading === undefined) return [];
      const { device, consignment, siteId, temperatureClass } = reading;
      return [{ device, consignmentNumber: consignment, siteId, temperatureClass }];
    }),
  );
  const describe = ({ index: at, field, ...problem }: ReadingProblem) => ({
    ...problem,
    field: `readings.${at}.${field}`,
  });
  if (resolved.problems.length > 0) {
    const problems = resolved.problems.map((one) => describe({ ...one, index: firsts[one.index] ?? 0 }));
    return refuse({ code: "malformed", problems });
  }
  const stated = {
    places: resolved.places,
    place,
    readAt: readings.map(({ readAt }) => Date.parse(readAt)),
    hundredthsCelsius: readings.map(({ celsius }) => Math.round(celsius * 100)),
  };
  return await recordTemperatures(context, meta, { stated, body: command, describe });
}
