import { type Delivery, checkDelivery } from "#core/consignment/record-delivery.ts";
import type { TakenBack } from "#core/consignment/take-back-delivery.ts";
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
import type { TookBack } from "../consignment/take-back-deliveries.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { buildCountryIndex, type CountryIndex } from "./country-index.ts";
import { buildDeliveryFields, type DeliveryCells, parseFunder } from "./delivery-fields.ts";
import { checkGoods } from "./goods-fields.ts";
import {
  type ImportFile,
  type ImportNote,
  type ImportOptions,
  tellImport,
  mergeProblems,
  readImportTable,
} from "./import-file.ts";
import { isItalyDeliveries, readItalyDeliveries } from "./italy-deliveries.ts";
import { readKnownPlaces } from "./party-fields.ts";
import { formRowId, startOccurrences } from "./row-id.ts";
import { findLayout, type Layout } from "./vaccine-layout.ts";

/**
 * Imports a list of deliveries: each row becomes a consignment with its receipt. Returns what became of every row, and
 * what in the file was not read. Refuses with `not_permitted`, then `malformed` with every problem of every row;
 * then nothing is written. A delivery that is there already is not posted again, in whatever file it comes. Units that a source
 * takes back are posted as corrections of earlier deliveries or as returns, and noted with what they have corrected.
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
  const { deliveries, takenBack, notes, unread } = read.value;
  const known = new Set([
    ...(await findEntryIdsOf(context.database, "record_delivery", listIds(deliveries))),
    ...(await findEntryIdsOf(context.database, "correct_entry", listIds(takenBack))),
    ...(await findEntryIdsOf(context.database, "return_delivery", listIds(takenBack))),
  ]);
  let took: readonly TookBack[] = [];
  if (!options.dryRun) {
    const { progress } = options;
    progress?.begin(`Recording ${file.fileName}`, deliveries.length);
    const command = { deliveries, takenBack, onProgress: (done: number) => progress?.advance(done) };
    const recorded = await recordDeliveries(context, meta, command).finally(() => progress?.end());
    if (!recorded.ok) return recorded;
    took = recorded.value.takenBack;
  }
  const describe = (one: Delivery | TakenBack, summary: string) => ({
    line: one.line,
    id: one.id,
    state: known.has(one.id) ? ("already_posted" as const) : ("posted" as const),
    summary,
  });
  const rows = [
    ...deliveries.map((one) => describe(one, summarise(one))),
    ...takenBack.map((one) => describe(one, summariseTakenBack(one))),
  ].toSorted((one, other) => one.line - other.line);
  return accept(
    tellImport(
      {
        kind: "deliveries",
        rows,
        dateBounds: reading.value.bounds,
        notes: [...notes, ...took.flatMap(noteTookBack)].toSorted((one, other) => one.line - other.line),
      },
      { table: table.value, unread, options },
    ),
  );
}

/** Which deliveries a negative row has corrected, from how many units to how many, and what of it was a return. */
function noteTookBack({ line, id, corrections, returned }: TookBack): readonly ImportNote[] {
  const note = (value: string, facts: NonNullable<ImportNote["facts"]>, name: string): ImportNote => {
    return { line, field: "quantity", value, note: name, facts };
  };
  return [
    ...corrections.map(({ entryId, corrects, from, to }) =>
      note(String(to - from), { delivery: corrects, from, to, entry: entryId }, "corrects_earlier_delivery"),
    ),
    ...(returned === 0 ? [] : [note(String(-returned), { row: id }, "returned_to_supplier")]),
  ];
}

/** How this table is read: by the mapping given, else by the layout that we know, else by our own headers. */
interface Reading {
  readonly mapping: Mapping;
  readonly bounds: DateBounds | null;
  readonly countsDoubledRows: boolean;
  /** The list of deliveries to the regions of Italy, which has a reader of its own. */
  readonly isItaly: boolean;
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
  const isItaly = options.mapping === undefined && isItalyDeliveries(table);
  return accept({
    mapping: bounds === null ? rest : { ...rest, monthBounds: bounds },
    bounds,
    // The totals that are published beside Italy's list count every row.
    countsDoubledRows: options.countDoubledRows ?? layout?.countsDoubledRows ?? isItaly,
    isItaly,
  });
}

interface ReadDeliveries {
  readonly deliveries: readonly Delivery[];
  readonly takenBack: readonly TakenBack[];
  readonly notes: readonly ImportNote[];
  readonly unread: Parameters<typeof tellImport>[1]["unread"];
}

async function readDeliveries(
  context: AppContext,
  table: Table,
  reading: Reading,
): Promise<Result<ReadDeliveries, MalformedRefusal>> {
  const { items, countries } = context.reference;
  const read = reading.isItaly ? readItalyDeliveries(table) : await readListed(context, table, reading);
  const found = startProblemList();
  const facts = { now: context.now(), items, countries };
  for (const { draft } of read.rows) {
    const id = formRowId("delivery", draft.line);
    for (const problem of checkDelivery({ ...draft, id }, facts)) found.add(nameField(problem));
  }
  const { deliveries, takenBack, doubled } = identify(read.rows);
  if (!reading.countsDoubledRows) for (const problem of doubled) found.add(problem);
  const all = mergeProblems(read.problems, found.list());
  if (all.length > 0) return refuse({ code: "malformed", problems: all });
  const notes = [
    ...read.notes,
    ...doubled.map(({ line = 0, field, value, facts: where = {} }) => {
      return { line, field, value, note: "identical_row_counted", facts: where };
    }),
  ];
  return accept({ deliveries, takenBack, notes, unread: read.unread });
}

/** A row that states a delivery, or units taken back: its quantity is above zero either way. */
interface DraftRow {
  readonly draft: DeliveryDraft;
  readonly isTakenBack: boolean;
}

interface ReadDrafts {
  readonly rows: readonly DraftRow[];
  readonly problems: readonly Problem[];
  readonly notes: readonly ImportNote[];
  readonly unread: Parameters<typeof tellImport>[1]["unread"];
}

async function readListed(context: AppContext, table: Table, reading: Reading): Promise<ReadDrafts> {
  const { reference } = context;
  const countries = buildCountryIndex(reference.countries);
  const { parties, sites } = await readKnownPlaces(context.database, reference);
  const fields = buildDeliveryFields({ reference, parties, countries, sites });
  const { rows, problems, unread } = readRows(table, fields, { mapping: reading.mapping });
  const found = startProblemList();
  const drafts: DraftRow[] = [];
  for (const row of rows) {
    const { draft, problems: wrong } = decideDelivery(row.value, { line: row.line, bounds: reading.bounds });
    for (const problem of wrong) found.add(problem);
    const item = reference.items.get(row.value.producer ?? row.value.item ?? "");
    for (const problem of checkGoods(row.value, item, { line: row.line, reference })) found.add(problem);
    if (draft !== null) drafts.push({ draft, isTakenBack: false });
  }
  const notes = rows.flatMap((row) => listNotes(row, countries));
  return { rows: drafts, problems: mergeProblems(problems, found.list()), notes, unread };
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
function identify(rows: readonly DraftRow[]): {
  readonly deliveries: readonly Delivery[];
  readonly takenBack: readonly TakenBack[];
  readonly doubled: readonly Problem[];
} {
  const count = startOccurrences();
  const firstLines = new Map<string, number>();
  const doubled: Problem[] = [];
  const deliveries: Delivery[] = [];
  const takenBack: TakenBack[] = [];
  for (const { draft, isTakenBack } of rows) {
    // Neither is the day of sending: a source that adds it later speaks of the same delivery.
    const { line, occurred, sent = null, giver, reference, site, ...rest } = draft;
    // The bounds of a date are ours and may be narrowed later; what the source states of it is its text.
    const facts = {
      ...rest,
      quantity: isTakenBack ? 0 - rest.quantity : rest.quantity,
      site: site?.code,
      giver: giver.code,
      occurred: occurred.text,
      reference,
    };
    const id = formRowId("delivery", { ...facts, occurrence: count(facts) });
    const first = formRowId("delivery", { ...facts, occurrence: 1 });
    const firstLine = firstLines.get(first);
    const delivery: Delivery = { ...rest, line, occurred, sent, giver, id, site };
    if (firstLine === undefined) firstLines.set(first, line);
    else {
      const value = isTakenBack ? summariseTakenBack(delivery) : summarise(delivery);
      doubled.push({ field: "row", value, rule: "doubled_row", line, facts: { first_line: firstLine } });
    }
    if (isTakenBack && site !== undefined) takenBack.push({ ...delivery, site });
    else deliveries.push(delivery);
  }
  return { deliveries, takenBack, doubled };
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
  const to = one.site?.code ?? one.recipientCountry;
  return `${one.quantity} ${one.itemId} from ${one.giver.code} to ${to}${through}, ${one.occurred.text}, ${one.terms}`;
}

function summariseTakenBack(one: Omit<TakenBack, "site"> & Pick<Delivery, "site">): string {
  return `-${one.quantity} ${one.itemId} from ${one.giver.code} to ${one.site?.code}, ${one.occurred.text}, taken back`;
}

function listIds(rows: readonly (Delivery | TakenBack)[]) {
  return rows.map(({ id }) => id);
}
