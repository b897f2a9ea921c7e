import type { ColdClass } from "#core/cold-chain/cold-class.ts";
import { type ExcursionRule, findExcursions } from "#core/cold-chain/excursion.ts";
import {
  checkReadings,
  type MonitorPlace,
  type StatedReadings,
} from "#core/cold-chain/temperature-reading.ts";
import { invariant } from "#core/invariant.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import {
  ensureMonitors,
  findContradicted,
  insertReadings,
  listReadingsAround,
  noteExcursion,
} from "#store/temperature.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { type Exposure, holdExposed } from "./hold-exposed.ts";
import { permitPlaces } from "./resolve-places.ts";

/** An excursion as it was found, or found to be longer. */
export interface ExcursionFound {
  readonly id: string;
  /** Index into the places of the readings. */
  readonly place: number;
  readonly kind: ExcursionRule["kind"];
  readonly beganAt: string;
  readonly endedAt: string;
  readonly extremeHundredthsCelsius: number;
  readonly minutes: number;
}

/** What was written of readings. */
export interface TemperaturesRecorded {
  readonly readings: number;
  /** Those that were not there yet, in all and of each place. */
  readonly recorded: number;
  readonly ofPlace: readonly number[];
  readonly excursions: readonly ExcursionFound[];
  /** Units that went into quarantine because of them. */
  readonly quarantined: number;
}

/** With what is wrong with readings, by their index. */
export type ReadingProblem = Problem & { readonly index: number };

/**
 * Takes readings of loggers in, whichever of them are new, and finds excursions by the rules of their classes: what was exposed is on hold
 * in the same transaction. Readings that came before count too, so that a stay of two files is one. The same readings again change nothing.
 *
 * `command.body` is what the command's id stands for, `describe` the problem of a reading as its sender knows it. Refuses, in this
 * order, with `not_permitted` (who is neither at the site nor giver or recipient of the consignment), `malformed` with every
 * problem (`checkReadings`; `reading_contradicts` also against what is recorded), then as `postMovements`.
 */
export async function recordTemperatures(
  context: AppContext,
  meta: CommandMeta,
  command: {
    readonly stated: StatedReadings;
    readonly body: unknown;
    readonly describe: (problem: ReadingProblem) => Problem;
  },
) {
  const { stated, body, describe } = command;
  return await runCommand(context, meta, { kind: "record_temperatures", body }, async (scope) => {
    const { database, now } = scope;
    const permitted = await permitPlaces(scope, stated.places);
    if (!permitted.ok) return permitted;
    const { kept, problems } = checkReadings(stated, Date.parse(now));
    if (problems.length > 0)
      return refuse({ code: "malformed", problems: problems.slice(0, 1000).map(describe) });
    const newIds = stated.places.map(() => context.newId());
    const monitors = await ensureMonitors(database, stated.places, newIds);
    const pick = <Value>(read: (index: number) => Value) => kept.map(read);
    const rows = {
      device: pick((i) => stated.places[stated.place[i] ?? -1]?.device ?? ""),
      monitorId: pick((i) => monitors[stated.place[i] ?? -1] ?? ""),
      readAt: pick((i) => stated.readAt[i] ?? 0),
      hundredthsCelsius: pick((i) => stated.hundredthsCelsius[i] ?? 0),
    };
    const contradicted = await findContradicted(database, rows);
    if (contradicted.length > 0) {
      const told = contradicted.map((at) => {
        const index = kept[at] ?? 0;
        const value = String((stated.hundredthsCelsius[index] ?? 0) / 100);
        return describe({ index, field: "celsius", value, rule: "reading_contradicts" });
      });
      return refuse({ code: "malformed", problems: told });
    }
    const written = await insertReadings(database, rows, meta.commandId);
    const ofPlace = monitors.map((id) => written.get(id) ?? 0);
    const found = await findNew(scope, { stated, monitors, ofPlace });
    const held = await holdExposed(
      scope,
      found.map(({ exposure }) => exposure),
    );
    if (!held.ok) return held;
    return accept<TemperaturesRecorded>({
      readings: stated.readAt.length,
      recorded: ofPlace.reduce((sum, count) => sum + count, 0),
      ofPlace,
      excursions: found.map(({ excursion }) => excursion),
      quarantined: held.value.quarantined,
    });
  });
}

interface Written {
  readonly stated: StatedReadings;
  readonly monitors: readonly string[];
  readonly ofPlace: readonly number[];
}

/** The excursions that the new readings show, or make longer. */
async function findNew(scope: CommandScope, { stated, monitors, ofPlace }: Written) {
  const { database, context, now, meta } = scope;
  const spans = findSpans(stated);
  const found: { excursion: ExcursionFound; exposure: Exposure }[] = [];
  for (const [index, place] of stated.places.entries()) {
    const span = spans.get(index);
    const monitorId = monitors[index];
    if (ofPlace[index] === 0 || span === undefined || monitorId === undefined) continue;
    const rules = context.reference.excursionRules.filter(
      (one) => one.temperatureClass === place.temperatureClass,
    );
    const series = await listReadingsAround(database, monitorId, { ...span, ...findWithin(rules) });
    for (const one of findExcursions(series, rules)) {
      const by = { newId: context.newId(), commandId: meta.commandId, foundAt: now };
      const id = await noteExcursion(database, monitorId, one, by);
      if (id === undefined) continue;
      const { kind, beganAt, endedAt, minutes } = one;
      const iso = (ms: number) => new Date(ms).toISOString();
      found.push({
        excursion: {
          id,
          place: index,
          kind,
          beganAt: iso(beganAt),
          endedAt: iso(endedAt),
          extremeHundredthsCelsius: one.extreme,
          minutes,
        },
        exposure: { excursionId: id, ...describePlace(place), beganAt, endedAt },
      });
    }
  }
  return found;
}

function describePlace({ temperatureClass, siteId, consignmentId }: MonitorPlace): {
  readonly temperatureClass: ColdClass;
  readonly monitored: Exposure["monitored"];
} {
  if (consignmentId !== null) return { temperatureClass, monitored: { siteId: null, consignmentId } };
  invariant(siteId !== null, "a logger is at a site or with a consignment");
  return { temperatureClass, monitored: { siteId, consignmentId: null } };
}

/** First and last instant of the readings of each place. O(readings). */
function findSpans({ place, readAt }: StatedReadings): ReadonlyMap<number, { from: number; to: number }> {
  const spans = new Map<number, { from: number; to: number }>();
  place.forEach((index, i) => {
    const at = readAt[i] ?? 0;
    const span = spans.get(index);
    if (span === undefined) spans.set(index, { from: at, to: at });
    else {
      span.from = Math.min(span.from, at);
      span.to = Math.max(span.to, at);
    }
  });
  return spans;
}

/** The least and the most that no rule calls outside. */
function findWithin(rules: readonly ExcursionRule[]): { readonly least: number; readonly most: number } {
  const limit = (kind: ExcursionRule["kind"], step: number, none: number) => {
    const rule = rules.find((one) => one.kind === kind);
    if (rule === undefined) return none;
    return rule.hundredthsCelsius + (rule.isLimitOutside ? step : 0);
  };
  return { least: limit("low", 1, -100_000), most: limit("high", -1, 100_000) };
}
