import { createHash } from "node:crypto";
import type { MonitorPlace, StatedReadings } from "#core/cold-chain/temperature-reading.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import { readRows } from "#formats/table/read-rows.ts";
import type { Table } from "#formats/table/table.ts";
import { recordTemperatures } from "../cold-chain/record-temperatures.ts";
import { resolvePlaces, type StatedPlace } from "../cold-chain/resolve-places.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import {
  type ImportFile,
  type ImportOptions,
  type ImportResult,
  listIgnored,
  mergeProblems,
  readImportTable,
} from "./import-file.ts";
import { readKnownPlaces } from "./party-fields.ts";
import { buildTemperatureFields, type TemperatureCells } from "./temperature-fields.ts";
import { formRowId } from "./row-id.ts";

interface ReadReadings extends StatedReadings {
  /** The line of the file of each reading. */
  readonly lines: readonly number[];
  readonly problems: readonly Problem[];
  readonly unread: Parameters<typeof listIgnored>[1];
}

/**
 * Imports readings of temperature loggers, all of a file or none. A row of the result is a logger in a place, with what its readings
 * showed; excursions are notes. The same readings again are there already. Refuses with `malformed` with every problem of every row, then as
 * `recordTemperatures`.
 */
export async function importTemperatures(
  context: AppContext,
  meta: CommandMeta,
  file: ImportFile,
  options: ImportOptions,
) {
  const table = readImportTable(file, options);
  if (!table.ok) return table;
  const read = await readReadings(context, table.value, options);
  if (read.problems.length > 0) return refuse({ code: "malformed", problems: read.problems });
  const describe = ({ index, ...problem }: Problem & { readonly index: number }): Problem => {
    return { ...problem, line: read.lines[index] ?? 0 };
  };
  if (options.dryRun) return accept(tell({ table: table.value, read, options }, undefined));
  const body = { file: createHash("sha256").update(file.bytes).digest("hex") };
  const recorded = await recordTemperatures(context, meta, { stated: read, body, describe });
  return recorded.ok ? accept(tell({ table: table.value, read, options }, recorded.value)) : recorded;
}

async function readReadings(
  context: AppContext,
  table: Table,
  options: ImportOptions,
): Promise<ReadReadings> {
  const { sites } = await readKnownPlaces(context.database, context.reference);
  const { mapping } = options;
  const found = startProblemList();
  const { rows, problems, unread } = readRows(
    table,
    buildTemperatureFields(sites),
    mapping === undefined ? {} : { mapping },
  );
  const stated = new Map<
    string,
    { readonly place: StatedPlace; readonly index: number; readonly line: number }
  >();
  const [place, readAt, hundredthsCelsius, lines]: [number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
  ];
  for (const { line, value } of rows) {
    const { device, consignment, site, temperatureClass, celsius } = value;
    const key = `${device}\n${consignment ?? ""}\n${site?.id ?? ""}\n${temperatureClass ?? ""}`;
    const known = stated.get(key) ?? { place: toPlace(value), index: stated.size, line };
    stated.set(key, known);
    const at = findInstant(value);
    if (at === undefined) {
      found.add({ field: "read_at", value: null, rule: "instant_or_day_and_time", line });
      continue;
    }
    place.push(known.index);
    readAt.push(at);
    hundredthsCelsius.push(celsius);
    lines.push(line);
  }
  const given = [...stated.values()];
  const resolved = await resolvePlaces(
    context,
    given.map((one) => one.place),
  );
  for (const { index, ...problem } of resolved.problems)
    found.add({ ...problem, line: given[index]?.line ?? 0 });
  const all = mergeProblems(problems, found.list());
  return { places: resolved.places, place, readAt, hundredthsCelsius, lines, problems: all, unread };
}

function toPlace({ device, consignment, site, temperatureClass }: TemperatureCells): StatedPlace {
  return {
    device,
    ...(consignment === null ? {} : { consignmentNumber: consignment }),
    ...(site === null ? {} : { siteId: site.id }),
    ...(temperatureClass === null ? {} : { temperatureClass }),
  };
}

/** An instant, or a day and a time with their zone: without one, nobody could say when it was. */
function findInstant({ readAt, day, time, offset }: TemperatureCells): number | undefined {
  if (readAt !== null) return day === null && time === null ? readAt : undefined;
  if (day === null || time === null || offset === null) return undefined;
  return Date.parse(`${day}T00:00:00Z`) + Math.round((time - offset) * 60) * 1000;
}

type Recorded = Extract<Awaited<ReturnType<typeof recordTemperatures>>, { ok: true }>["value"];

function tell(
  from: { readonly table: Table; readonly read: ReadReadings; readonly options: ImportOptions },
  recorded: Recorded | undefined,
): ImportResult {
  const { table, read, options } = from;
  const counts = read.places.map(() => ({ readings: 0, line: 0 }));
  read.place.forEach((index, i) => {
    const count = counts[index];
    if (count === undefined) return;
    count.readings += 1;
    if (count.line === 0) count.line = read.lines[i] ?? 0;
  });
  const posted = recorded === undefined ? read.readAt.length : recorded.recorded;
  return {
    kind: "temperatures",
    file: table.fileName,
    dryRun: options.dryRun,
    rowCount: table.rows.length,
    posted,
    alreadyPosted: read.readAt.length - posted,
    dateBounds: null,
    rows: read.places.map((place, index) => ({
      line: counts[index]?.line ?? 0,
      id: formRowId("temperature_monitor", place),
      state: recorded !== undefined && recorded.ofPlace[index] === 0 ? "already_posted" : "posted",
      summary: summarise(place, counts[index]?.readings ?? 0),
    })),
    ...listIgnored(table, read.unread),
    notes: (recorded?.excursions ?? []).map((one) => ({
      line: counts[one.place]?.line ?? 0,
      field: "celsius",
      value: (one.extremeHundredthsCelsius / 100).toFixed(2),
      note: "excursion_found",
      facts: { kind: one.kind, from: one.beganAt, until: one.endedAt, minutes: one.minutes },
    })),
  };
}

function summarise({ device, temperatureClass, consignmentId }: MonitorPlace, readings: number): string {
  return `${readings} readings of ${device}, ${temperatureClass}, ${consignmentId === null ? "at a site" : "with a consignment"}`;
}
