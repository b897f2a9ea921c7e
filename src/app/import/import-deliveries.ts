import { type Delivery, checkDelivery } from "#core/consignment/record-delivery.ts";
import { type DateBounds, decideDelivery, type DeliveryDraft } from "#core/import/decide-delivery.ts";
import { permit } from "#core/permission.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Day, dayOf } from "#core/time.ts";
import { type Mapping, PLAIN_MAPPING } from "#formats/table/mapping.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import { type ReadRow, readRows } from "#formats/table/read-rows.ts";
import type { Table } from "#formats/table/table.ts";
import { findEntryIdsOf } from "#store/ledger.ts";
import { getSecretariatId } from "#store/party.ts";
import { recordDeliveries } from "../consignment/record-deliveries.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { buildCountryIndex, type CountryIndex } from "./country-index.ts";
import { buildDeliveryFields, type DeliveryCells, parseFunder } from "./delivery-fields.ts";
import { checkGoods } from "./goods-fields.ts";
import {
  type ImportFile,
  type ImportNote,
  type ImportOptions,
  type ImportResult,
  listIgnored,
  mergeProblems,
  readImportTable,
} from "./import-file.ts";
import { readKnownParties } from "./known-parties.ts";
import { formRowId, startOccurrences } from "./row-id.ts";
import { findLayout, type Layout } from "./vaccine-layout.ts";

/**
 * Imports a list of deliveries: each row becomes a consignment with its receipt. Returns what became of every row, and
 * what in the file was not read. Refuses with `not_permitted`, then `malformed` with every problem of every row;
 * then nothing is written. A delivery that is there already is not posted again, in whatever file it comes.
 */
export async function importDeliveries(
  context: AppContext,
  meta: CommandMeta,
  file: ImportFile,
  options: ImportOptions,
) {
  const secretariat = await getSecretariatId(context.database);
  const permitted = permit(meta.actor, "record_delivery", { secretariat });
  if (!permitted.ok) return permitted;
  const table = readImportTable(file, options);
  if (!table.ok) return table;
  const reading = planReading(table.value, options, dayOf(context.now()));
  if (!reading.ok) return reading;
  const read = await readDeliveries(context, table.value, reading.value);
  if (!read.ok) return read;
  const { deliveries, notes, unread } = read.value;
  const known = await findEntryIdsOf(
    context.database,
    "record_delivery",
    deliveries.map(({ id }) => id),
  );
  if (!options.dryRun) {
    const { progress } = options;
    progress?.begin(`Recording ${file.fileName}`, deliveries.length);
    const command = { deliveries, onProgress: (done: number) => progress?.advance(done) };
    const recorded = await recordDeliveries(context, meta, command).finally(() => progress?.end());
    if (!recorded.ok) return recorded;
  }
  const rows = deliveries.map((one) => ({
    line: one.line,
    id: one.id,
    state: known.has(one.id) ? ("already_posted" as const) : ("posted" as const),
    summary: summarise(one),
  }));
  const result: ImportResult = {
    kind: "deliveries",
    file: file.fileName,
    dryRun: options.dryRun,
    rowCount: table.value.rows.length,
    posted: rows.filter(({ state }) => state === "posted").length,
    alreadyPosted: rows.filter(({ state }) => state === "already_posted").length,
    dateBounds: reading.value.bounds,
    rows,
    ...listIgnored(table.value, unread),
    notes,
  };
  return accept(result);
}

/** How this table is read: by the mapping given, else by the layout that we know, else by our own headers. */
interface Reading {
  readonly mapping: Mapping;
  readonly bounds: DateBounds | null;
  readonly countsDoubledRows: boolean;
}

function planReading(table: Table, options: ImportOptions, today: Day): Result<Reading, MalformedRefusal> {
  const layout: Layout | undefined = options.mapping === undefined ? findLayout(table) : undefined;
  const given = options.mapping ?? layout?.mapping ?? PLAIN_MAPPING;
  const earliest = options.earliest ?? given.monthBounds?.earliest ?? layout?.earliest;
  const latest = options.latest ?? given.monthBounds?.latest ?? today;
  const bounds = earliest === undefined ? null : { earliest, latest };
  if (bounds !== null && bounds.latest < bounds.earliest) {
    const problem: Problem = {
      field: "latest",
      value: latest,
      rule: "latest_before_earliest",
      facts: { earliest: bounds.earliest },
    };
    return refuse({ code: "malformed", problems: [problem] });
  }
  const { monthBounds: _replaced, ...rest } = given;
  return accept({
    mapping: bounds === null ? rest : { ...rest, monthBounds: bounds },
    bounds,
    countsDoubledRows: options.countDoubledRows ?? layout?.countsDoubledRows ?? false,
  });
}

interface ReadDeliveries {
  readonly deliveries: readonly Delivery[];
  readonly notes: readonly ImportNote[];
  readonly unread: Parameters<typeof listIgnored>[1];
}

async function readDeliveries(
  context: AppContext,
  table: Table,
  reading: Reading,
): Promise<Result<ReadDeliveries, MalformedRefusal>> {
  const { reference } = context;
  const countries = buildCountryIndex(reference.countries);
  const parties = await readKnownParties(context.database);
  const fields = buildDeliveryFields({ reference, parties, countries });
  const { rows, problems, unread } = readRows(table, fields, { mapping: reading.mapping });
  const found = startProblemList();
  const drafts: DeliveryDraft[] = [];
  const facts = { now: context.now(), items: reference.items, countries: reference.countries };
  for (const row of rows) {
    const { draft, problems: wrong } = decideDelivery(row.value, { line: row.line, bounds: reading.bounds });
    for (const problem of wrong) found.add(problem);
    const item = reference.items.get(row.value.producer ?? row.value.item ?? "");
    for (const problem of checkGoods(row.value, item, { line: row.line, reference })) found.add(problem);
    if (draft === null) continue;
    drafts.push(draft);
    const id = formRowId("delivery", draft.line);
    for (const problem of checkDelivery({ ...draft, id }, facts)) found.add(nameField(problem));
  }
  const { deliveries, doubled } = identify(drafts);
  if (!reading.countsDoubledRows) for (const problem of doubled) found.add(problem);
  const all = mergeProblems(problems, found.list());
  if (all.length > 0) return refuse({ code: "malformed", problems: all });
  const notes = [
    ...rows.flatMap((row) => listNotes(row, countries)),
    ...doubled.map(({ line = 0, field, value, facts: where = {} }) => {
      return { line, field, value, note: "identical_row_counted", facts: where };
    }),
  ].toSorted((one, other) => one.line - other.line);
  return accept({ deliveries, notes, unread });
}

/** The check of a delivery names its own fields; the file's reader knows them under ours. */
function nameField(problem: Problem): Problem {
  const names: Readonly<Record<string, string>> = {
    itemId: "item",
    recipientCountry: "recipient",
    occurred: "received",
  };
  return { ...problem, field: names[problem.field] ?? problem.field };
}

/**
 * Gives each delivery its id, and lists those that agree with an earlier one in everything: the second of them is the
 * second of its kind in every file, so that a part of a file, or a longer one, posts only what is new.
 */
function identify(drafts: readonly DeliveryDraft[]): {
  readonly deliveries: readonly Delivery[];
  readonly doubled: readonly Problem[];
} {
  const count = startOccurrences();
  const firstLines = new Map<string, number>();
  const doubled: Problem[] = [];
  const deliveries = drafts.map((draft): Delivery => {
    // Neither is the day of sending: a source that adds it later speaks of the same delivery.
    const { line, occurred, sent = null, giver, reference, ...rest } = draft;
    // The bounds of a date are ours and may be narrowed later; what the source states of it is its text.
    const facts = { ...rest, giver: giver.code, occurred: occurred.text, reference };
    const id = formRowId("delivery", { ...facts, occurrence: count(facts) });
    const first = formRowId("delivery", { ...facts, occurrence: 1 });
    const firstLine = firstLines.get(first);
    if (firstLine === undefined) firstLines.set(first, line);
    else {
      const value = summarise({ ...draft, id });
      doubled.push({ field: "row", value, rule: "doubled_row", line, facts: { first_line: firstLine } });
    }
    return { ...rest, line, occurred, sent, giver, id };
  });
  return { deliveries, doubled };
}

/** What a person should know of a row that is posted all the same. */
function listNotes(
  { line, value }: ReadRow<ReturnType<typeof buildDeliveryFields>>,
  countries: CountryIndex,
): readonly ImportNote[] {
  const notes: ImportNote[] = [];
  if (value.received === null) notes.push({ line, field: "received", value: null, note: "date_not_stated" });
  if (value.pipelineAndFunder !== null && !isSameFunding(value, countries)) {
    const field = "pipelineAndFunder";
    notes.push({ line, field, value: value.pipelineAndFunder, note: "disagrees_with_funder" });
  }
  return notes;
}

/** True where `COVAX/USA` says what the columns of pipeline and funder say. */
function isSameFunding(value: DeliveryCells, countries: CountryIndex): boolean {
  const [funder = "", ...path] = (value.pipelineAndFunder ?? "").split("/").toReversed();
  const named = parseFunder(funder, countries);
  if (!named.ok || value.funder === null) return false;
  const isSamePipeline = path.length === 0 || path.toReversed().join("/") === value.pipeline;
  return (
    isSamePipeline &&
    named.value.giver.code === value.funder.giver.code &&
    named.value.terms === value.funder.terms
  );
}

function summarise(one: Delivery): string {
  const through = one.pipeline === null ? "" : ` through ${one.pipeline}`;
  return `${one.quantity} ${one.itemId} from ${one.giver.code} to ${one.recipientCountry}${through}, ${one.occurred.text}, ${one.terms}`;
}
