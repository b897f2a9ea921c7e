import { canonicalJson } from "#core/canonical-json.ts";
import { asId, type CommandId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import { decideReportedFigure, type RecordReportedFigure } from "#core/statement/record-reported-figure.ts";
import type { ReportedFigure } from "#core/statement/reported-figure.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import { readRows } from "#formats/table/read-rows.ts";
import { findCommandIds } from "#store/command.ts";
import { getSecretariatId } from "#store/party.ts";
import { listAllReportedFigures } from "#store/reported-figure.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether } from "../run-command.ts";
import { recordReportedFigureWithin } from "../statement/record-reported-figure.ts";
import {
  type ImportFile,
  type ImportOptions,
  tellImport,
  mergeProblems,
  readImportTable,
} from "./import-file.ts";
import { buildReportedFields, decideFigure } from "./reported-fields.ts";
import { formRowId } from "./row-id.ts";

/** A row's figure with the id that follows from what it states. */
interface Stated {
  readonly id: CommandId;
  readonly line: number;
  readonly figure: RecordReportedFigure;
}

/**
 * Imports figures that others published. Returns what became of every row. Refuses with `not_permitted`, then
 * `malformed` with every problem of every row; then nothing is written: all figures are recorded or none. A figure that is recorded already, from
 * whatever file, is not recorded again; figures that contradict each other are all kept.
 */
export async function importReported(
  context: AppContext,
  meta: CommandMeta,
  file: ImportFile,
  options: ImportOptions,
) {
  const secretariat = await getSecretariatId(context.database);
  const permitted = permit(meta.actor, "record_reported_figure", { secretariat });
  if (!permitted.ok) return permitted;
  const table = readImportTable(file, options);
  if (!table.ok) return table;
  const fields = buildReportedFields(context.reference);
  const { mapping } = options;
  const { rows, problems, unread } = readRows(table.value, fields, mapping === undefined ? {} : { mapping });
  const found = startProblemList();
  const stated: Stated[] = [];
  const firstLines = new Map<CommandId, number>();
  for (const { line, value } of rows) {
    const { figure, problems: wrong } = decideFigure(value, { line, reference: context.reference });
    for (const problem of [...wrong, ...checkFigure(context, figure, line)]) found.add(problem);
    const id = formRowId("reported", figure);
    const firstLine = firstLines.get(id);
    if (firstLine !== undefined) {
      const facts = { first_line: firstLine };
      found.add({ field: "row", value: summarise(figure), rule: "doubled_row", line, facts });
    }
    firstLines.set(id, firstLine ?? line);
    stated.push({ id, line, figure });
  }
  const all = mergeProblems(problems, found.list());
  if (all.length > 0) return refuse({ code: "malformed", problems: all });
  const recorded = options.dryRun
    ? accept(await findKnown(context.database, stated))
    : await runTogether(
        context,
        meta,
        async (scope) => await recordFigures(scope, stated, { fileName: file.fileName, options }),
      );
  if (!recorded.ok) return recorded;
  const known = recorded.value;
  return accept(
    tellImport(
      {
        kind: "reported",
        rows: stated.map(({ id, line, figure }) => ({
          line,
          id,
          state: known.has(id) ? "already_posted" : "posted",
          summary: summarise(figure),
        })),
      },
      { table: table.value, unread, options },
    ),
  );
}

/** Records the figures that are not known, all of them or none; returns those that were known. */
async function recordFigures(
  scope: CommandScope,
  stated: readonly Stated[],
  { fileName, options: { progress } }: { readonly fileName: string; readonly options: ImportOptions },
) {
  const known = await findKnown(scope.database, stated);
  const missing = stated.filter(({ id }) => !known.has(id));
  progress?.begin(`Recording ${fileName}`, missing.length);
  try {
    for (const [index, { id, figure }] of missing.entries()) {
      const own = { ...scope, meta: { ...scope.meta, commandId: id } };
      const recorded = await recordReportedFigureWithin(own, figure);
      if (!recorded.ok) return recorded;
      progress?.advance(index + 1);
    }
  } finally {
    progress?.end();
  }
  return accept(known);
}

/** What the rule of recording a figure refuses, under the names of the file's columns. */
function checkFigure(context: AppContext, figure: RecordReportedFigure, line: number): readonly Problem[] {
  const { countries, items } = context.reference;
  const id = asId<"reported-figure">(formRowId("reported", figure));
  const decided = decideReportedFigure(figure, { id, now: context.now(), countries, items });
  if (decided.ok) return [];
  const names: Readonly<Record<string, string>> = { itemId: "item", periodTo: "period_to" };
  return decided.refusal.problems.map((problem) => ({
    ...problem,
    field: names[problem.field] ?? problem.field,
    line,
  }));
}

/** Figures recorded before under their own id, or with the same facts under another one (a scenario's, the interface's). */
async function findKnown(database: Database, stated: readonly Stated[]): Promise<ReadonlySet<CommandId>> {
  const posted = await findCommandIds(
    database,
    stated.map(({ id }) => id),
  );
  const recorded = await listAllReportedFigures(database, {});
  const facts = new Set(recorded.map((figure) => canonicalJson(listFacts(figure))));
  return new Set(
    stated
      .filter(({ id, figure }) => posted.has(id) || facts.has(canonicalJson(listFacts(figure))))
      .map(({ id }) => id),
  );
}

/** What a figure states, whether it is about to be recorded or was before. */
function listFacts(figure: RecordReportedFigure | ReportedFigure) {
  const { id: _id, ...facts } = { id: null, ...figure };
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== null && fact !== undefined));
}

function summarise(figure: RecordReportedFigure): string {
  const amount =
    figure.quantity === undefined
      ? `${figure.valueMinor} minor units of ${figure.currency}`
      : `${figure.quantity} ${figure.unitPrinted}`;
  const to = figure.importer === undefined ? "" : ` to ${figure.importer}`;
  return `${amount} of ${figure.itemId} from ${figure.exporter}${to}, ${figure.periodFrom} to ${figure.periodTo}`;
}
