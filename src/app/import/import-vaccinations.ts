import { accept, type Problem, refuse } from "#core/result.ts";
import { decideSession, type RecordSession } from "#core/session/decide-session.ts";
import type { Site } from "#core/site/site.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import { readRows } from "#formats/table/read-rows.ts";
import type { Table } from "#formats/table/table.ts";
import { listHeldDoses } from "#store/dose.ts";
import { findSupplies } from "#store/ledger.ts";
import { findSessionIds } from "#store/session.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { recordSessions, type StatedSession } from "../session/record-sessions.ts";
import {
  type ImportFile,
  type ImportNote,
  type ImportOptions,
  tellImport,
  mergeProblems,
  readImportTable,
} from "./import-file.ts";
import { importReportedVaccinations } from "./import-reported-vaccinations.ts";
import { isItalyAdministrations, ITALY_SOURCE, readItalyAdministrations } from "./italy-administrations.ts";
import { buildItemIndex } from "./item-index.ts";
import { findReportedLayout } from "./reported-vaccination-layout.ts";
import { type KnownPlaces, readKnownPlaces } from "./party-fields.ts";
import { formRowId } from "./row-id.ts";
import { buildSessionFields, formLotKey, groupSessionRows, type LotIndex } from "./session-rows.ts";

/** The vaccines that a dose can have been of which the source says nothing but that it was against COVID-19. */
const ANY_COVID_19_VACCINE = "covid_19_vaccine";

/** A report that rows of the file state, before it is known to be new. */
interface ReportRows {
  readonly line: number;
  readonly site: Site;
  readonly source: string;
  readonly stated: Omit<RecordSession, "partyId" | "siteId" | "sourceUrl">;
}

interface ReadReports {
  readonly reports: readonly ReportRows[];
  readonly problems: readonly Problem[];
  readonly notes: readonly ImportNote[];
  readonly unread: Parameters<typeof tellImport>[1]["unread"];
}

/**
 * Imports vaccinations: session reports (our own headers, or the list of the Italian government), or a series of cumulative figures
 * that somebody published (Our World in Data), which is kept apart as reported figures. Returns what became of every report.
 *
 * The rows of one site, day, vaccine and source are one report. A report that is there already is not recorded again; one that
 * says otherwise for the same corrects the earlier one, with the reason `source_corrected`, and is noted. Refuses with `malformed` with
 * every problem of every row, then as `recordSessions`; then nothing is written.
 */
export async function importVaccinations(
  context: AppContext,
  meta: CommandMeta,
  file: ImportFile,
  options: ImportOptions,
) {
  const table = readImportTable(file, options);
  if (!table.ok) return table;
  const layout = options.mapping === undefined ? findReportedLayout(table.value) : undefined;
  if (layout !== undefined) {
    return await importReportedVaccinations(context, meta, { table: table.value, layout, options });
  }
  const places = await readKnownPlaces(context.database, context.reference);
  const read =
    options.mapping === undefined && isItalyAdministrations(table.value)
      ? readItalian(table.value, places)
      : await readListed(context, { table: table.value, places, options });
  const { sessions, problems } = await identify(context, read);
  const all = mergeProblems(read.problems, problems);
  if (all.length > 0) return refuse({ code: "malformed", problems: all });
  const ids = sessions.map(({ id }) => id);
  const known = await findSessionIds(context.database, ids);
  const corrected: ImportNote[] = [];
  if (!options.dryRun) {
    const recorded = await recordSessions(context, meta, sessions);
    if (!recorded.ok) return recorded;
    const { corrections } = recorded.value;
    for (const { id, line, session } of sessions) {
      const report = Object.hasOwn(corrections, id) ? corrections[id] : undefined;
      if (report === undefined) continue;
      const facts = { report };
      corrected.push({ line, field: "day", value: session.heldOn, note: "corrects_earlier_report", facts });
    }
  }
  const sites = new Map([...places.sites.values()].map((site) => [site.id, site.code]));
  return accept(
    tellImport(
      {
        kind: "vaccinations",
        rows: sessions.map(({ id, line, session }) => ({
          line,
          id,
          state: known.has(id) ? "already_posted" : "posted",
          summary: summarise(session, sites.get(session.siteId) ?? ""),
        })),
        notes: [...read.notes, ...corrected].toSorted((one, other) => one.line - other.line),
      },
      { table: table.value, unread: read.unread, options },
    ),
  );
}

function readItalian(table: Table, { sites }: KnownPlaces): ReadReports {
  const { rows, problems, notes, unread } = readItalyAdministrations(table);
  const unknown: Problem[] = [];
  const reports = rows.flatMap(({ line, siteCode, heldOn, lines, groups }): ReportRows[] => {
    const site = sites.get(siteCode);
    if (site === undefined) {
      unknown.push({ field: "area", value: siteCode, rule: "unknown_site", line });
      return [];
    }
    const stated = { itemId: ANY_COVID_19_VACCINE, heldOn, lines, groups };
    return [{ line, site, source: ITALY_SOURCE, stated }];
  });
  return { reports, problems: [...problems, ...unknown], notes, unread };
}

async function readListed(
  context: AppContext,
  given: { readonly table: Table; readonly places: KnownPlaces; readonly options: ImportOptions },
): Promise<ReadReports> {
  const { table, places, options } = given;
  const fields = buildSessionFields(buildItemIndex(context.reference.items), places.sites);
  const { mapping } = options;
  const { rows, problems, unread } = readRows(table, fields, mapping === undefined ? {} : { mapping });
  const lots = await readLots(
    context,
    rows.map(({ value }) => value.site),
  );
  const grouped = groupSessionRows(rows, lots);
  const reports = grouped.reports.map(({ line, site, source, itemId, heldOn, lines }): ReportRows => {
    return { line, site, source, stated: { itemId, heldOn, lines } };
  });
  return { reports, problems: [...problems, ...grouped.problems], notes: [], unread };
}

/** The lots that have come to the sites, by site and number. */
async function readLots({ database }: AppContext, stated: readonly Site[]): Promise<LotIndex> {
  const lots = new Map<string, LotIndex extends ReadonlyMap<string, infer Supply> ? Supply : never>();
  for (const site of new Map(stated.map((one) => [one.id, one])).values()) {
    if (site.partyId === null) continue;
    const held = await listHeldDoses(database, { partyId: site.partyId, siteId: site.id });
    const supplies = await findSupplies(
      database,
      held.map(({ supplyId }) => supplyId),
    );
    for (const { id, lotNumber } of supplies.values()) {
      if (lotNumber === null) continue;
      const key = formLotKey(site.id, lotNumber);
      lots.set(key, lots.has(key) ? null : id);
    }
  }
  return lots;
}

/** Gives each report its id, and lists what the rule of a session refuses, under the line of its first row. */
async function identify(context: AppContext, { reports }: ReadReports) {
  const { database, reference } = context;
  const named = reports.flatMap(({ stated }) =>
    stated.lines.flatMap(({ supplyId }) => (supplyId === undefined ? [] : [supplyId])),
  );
  const supplies = await findSupplies(database, named);
  const facts = { now: context.now(), items: reference.items, supplies, isOwnSite: false };
  const found = startProblemList();
  const sessions = reports.flatMap(({ line, site, source, stated }): StatedSession[] => {
    if (site.partyId === null) {
      found.add({ field: "site", value: site.code, rule: "site_of_nobody", line });
      return [];
    }
    const session = { ...stated, partyId: site.partyId, siteId: site.id, sourceUrl: source };
    const decided = decideSession(session, facts);
    if (!decided.ok) {
      const { refusal } = decided;
      const problems: readonly Problem[] =
        refusal.code === "malformed"
          ? refusal.problems
          : [{ field: "lot", value: null, rule: refusal.code === "expired" ? "lot_expired" : "unknown_lot" }];
      for (const problem of problems) found.add({ ...problem, line });
      return [];
    }
    return [{ id: formRowId("session", session), line, session }];
  });
  return { sessions, problems: found.list() };
}

function summarise({ lines, itemId, heldOn }: RecordSession, site: string): string {
  const sum = (outcome: string): number =>
    lines.reduce((total, line) => (line.outcome === outcome ? total + line.quantity : total), 0);
  const wasted = sum("wasted") === 0 ? "" : ` and ${sum("wasted")} wasted`;
  return `${sum("given")} doses of ${itemId} given${wasted} at ${site}, ${heldOn}`;
}
