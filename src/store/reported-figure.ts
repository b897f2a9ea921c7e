import { asId, type CommandId } from "#core/id.ts";
import type { Qualifier, ReportedFigure } from "#core/statement/reported-figure.ts";
import { asDay, type Instant } from "#core/time.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** Writes a reported figure. */
export async function insertReportedFigure(
  database: Database,
  figure: ReportedFigure,
  origin: { readonly commandId: CommandId; readonly recordedAt: Instant },
): Promise<void> {
  const { of, ...rest } = figure;
  await database
    .insertInto("reportedFigure")
    .values({ ...rest, ...origin, ofItemId: of, scenario: null })
    .execute();
}

interface FigureFilter {
  readonly exporter?: string | undefined;
  /** Any of these items; left out: every item. */
  readonly itemIds?: readonly string[] | undefined;
}

function selectFigures(database: Database, filter: FigureFilter) {
  let query = database.selectFrom("reportedFigure").selectAll();
  if (filter.exporter !== undefined) query = query.where("exporter", "=", filter.exporter);
  if (filter.itemIds !== undefined) query = query.where("itemId", "in", filter.itemIds);
  return query;
}

type FigureRow = Awaited<ReturnType<ReturnType<typeof selectFigures>["execute"]>>[number];

function readRow(row: FigureRow): ReportedFigure & { readonly recordedAt: string } {
  const { ofItemId, scenario: _scenario, commandId: _command, ...rest } = row;
  return {
    ...rest,
    id: asId(row.id),
    of: ofItemId,
    periodFrom: asDay(row.periodFrom),
    periodTo: asDay(row.periodTo),
    qualifier: row.qualifier as Qualifier, // held by the table's CHECK
    edition: row.edition === null ? null : asDay(row.edition),
  };
}

/** Every figure of the filter, by item, end and beginning of its period, and source. */
export async function listAllReportedFigures(
  database: Database,
  filter: FigureFilter,
): Promise<ReportedFigure[]> {
  const rows = await selectFigures(database, filter)
    .orderBy("itemId")
    .orderBy("periodTo", "desc")
    .orderBy("periodFrom")
    .orderBy("sourceUrl")
    .orderBy("id")
    .execute();
  return rows.map((row) => {
    const { recordedAt: _recordedAt, ...figure } = readRow(row);
    return figure;
  });
}

/** Reported figures, newest record first. */
export async function listReportedFigures(
  database: Database,
  filter: FigureFilter,
  page: PageRequest,
): Promise<Page<ReportedFigure & { readonly recordedAt: string; readonly createdAt: string }>> {
  let query = selectFigures(database, filter);
  if (page.after !== undefined) {
    query = query.where(isOlder({ createdAt: "recorded_at", id: "id" }, page.after));
  }
  const rows = await query
    .orderBy("recordedAt", "desc")
    .orderBy("id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(
    rows.map((row) => ({ ...readRow(row), createdAt: row.recordedAt })),
    page.limit,
  );
}
