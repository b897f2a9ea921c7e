import type { CommandId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { findOddities, type ReportedVaccination } from "#core/session/reported-vaccination.ts";
import { dayOf } from "#core/time.ts";
import { formCountryKey, parseText } from "#formats/table/parse-cell.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { parseWholeNumber } from "#formats/table/parse-number.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { allowField, readRows, requireField } from "#formats/table/read-rows.ts";
import type { Table } from "#formats/table/table.ts";
import { getSecretariatId } from "#store/party.ts";
import { findVaccinationIds, insertVaccinations } from "#store/reported-vaccination.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { buildCountryIndex, type CountryIndex } from "./country-index.ts";
import { type ImportNote, type ImportOptions, tellImport, mergeProblems } from "./import-file.ts";
import type { ReportedVaccinationLayout } from "./reported-vaccination-layout.ts";
import { formRowId } from "./row-id.ts";
import { findVaccineMaker } from "./vaccine-layout.ts";

const ANY = "covid_19_vaccine";

/** A row with the id that follows from what it states. */
interface Stated {
  readonly id: CommandId;
  readonly line: number;
  readonly figure: ReportedVaccination;
}

/** A table of a series, and how it is laid out and to be imported. */
interface SeriesFile {
  readonly table: Table;
  readonly layout: ReportedVaccinationLayout;
  readonly options: ImportOptions;
}

const figureField = (column: string) =>
  allowField([column], (text, { numbers }) => parseWholeNumber(text, numbers));

function buildFields() {
  return {
    areaName: requireField(["location"], (text) => parseText(text, 120)),
    area: allowField(["iso_code"], (text) => parseText(text, 80)),
    day: requireField(["date"], (text, { dates }) => parseDay(text, dates)),
    vaccine: allowField(["vaccine"], (text): Parsed<string> => {
      const itemId = findVaccineMaker(text);
      return itemId === undefined ? unparsed("unknown_item") : parsed(itemId);
    }),
    doses: figureField("total_vaccinations"),
    people: figureField("people_vaccinated"),
    peopleFully: figureField("people_fully_vaccinated"),
    boosters: figureField("total_boosters"),
    dosesOfDay: allowField(["daily_vaccinations_raw"], (text, { numbers }) =>
      // A correction of the source's may make a day's doses fall below zero.
      parseWholeNumber(text, numbers, { min: -Number.MAX_SAFE_INTEGER }),
    ),
    dosesOfDaySmoothed: figureField("daily_vaccinations"),
  };
}

/**
 * Imports series of vaccinations that somebody published, as reported figures: every row is kept, with its empty cells, and figures
 * that contradict each other are all kept. Returns what became of every row; cumulative figures that fall, and days without one,
 * are noted. Refuses with `not_permitted`, then `malformed` with every problem of every row.
 */
export async function importReportedVaccinations(
  context: AppContext,
  meta: CommandMeta,
  file: {
    readonly table: Table;
    readonly layout: ReportedVaccinationLayout;
    readonly options: ImportOptions;
  },
) {
  const { table, layout, options } = file;
  const secretariat = await getSecretariatId(context.database);
  const permitted = permit(meta.actor, "record_reported_figure", { secretariat });
  if (!permitted.ok) return permitted;
  const read = readFigures(context, table, layout);
  if (!read.ok) return read;
  const { stated, unread } = read.value;
  const ids = stated.map(({ id }) => id);
  const known = await findVaccinationIds(context.database, ids);
  if (!options.dryRun) {
    const written = await write(context, meta, { stated, file });
    if (!written.ok) return written;
  }
  return accept(
    tellImport(
      {
        kind: "vaccinations",
        rows: stated.map(({ id, line, figure }) => ({
          line,
          id,
          state: known.has(id) ? "already_posted" : "posted",
          summary: summarise(figure),
        })),
        notes: listNotes(stated),
      },
      { table: table, unread, options },
    ),
  );
}

/** The rows of the table as figures, or `malformed` with every problem of every row. */
function readFigures(context: AppContext, table: Table, layout: ReportedVaccinationLayout) {
  const countries = buildCountryIndex(context.reference.countries);
  const { rows, problems, unread } = readRows(table, buildFields(), { mapping: layout.mapping });
  const found = startProblemList();
  const firstLines = new Map<CommandId, number>();
  const today = dayOf(context.now());
  const stated = rows.map(({ line, value }): Stated => {
    const { vaccine, area, ...rest } = value;
    const country = findCountry(area ?? value.areaName, countries);
    const code = area ?? country ?? value.areaName;
    const { publisher } = layout;
    const figure = { ...rest, area: code, country, itemId: vaccine ?? ANY, publisher };
    const id = formRowId("reported_vaccination", figure);
    const firstLine = firstLines.get(id);
    if (firstLine !== undefined) {
      const facts = { first_line: firstLine };
      found.add({ field: "row", value: summarise(figure), rule: "doubled_row", line, facts });
    }
    firstLines.set(id, firstLine ?? line);
    if (value.day > today) found.add({ field: "date", value: value.day, rule: "in_the_future", line });
    return { id, line, figure };
  });
  const all = mergeProblems(problems, found.list());
  return all.length > 0 ? refuse({ code: "malformed", problems: all }) : accept({ stated, unread });
}

async function write(
  context: AppContext,
  meta: CommandMeta,
  { stated, file }: { readonly stated: readonly Stated[]; readonly file: SeriesFile },
) {
  const { table, layout, options } = file;
  const ids = stated.map(({ id }) => id);
  const body = { fileName: table.fileName, publisher: layout.publisher, ids };
  return await runCommand(context, meta, { kind: "record_reported_figure", body }, async (scope) => {
    options.progress?.begin(`Recording ${table.fileName}`, stated.length);
    await insertVaccinations(
      scope.database,
      stated.map(({ id, figure }) => ({ ...figure, id })),
      {
        commandId: meta.commandId,
        recordedAt: scope.now,
        onProgress: (count) => options.progress?.advance(count),
      },
    ).finally(() => options.progress?.end());
    return accept({ recorded: stated.length });
  });
}

function findCountry(text: string, countries: CountryIndex): string | null {
  return countries.get(formCountryKey(text))?.code ?? null;
}

function listNotes(stated: readonly Stated[]): readonly ImportNote[] {
  const figures = stated.map(({ figure }) => figure);
  const { falling, gaps } = findOddities(figures);
  const lineOf = (area: string, itemId: string, day: string): number =>
    stated.find(({ figure }) => figure.area === area && figure.itemId === itemId && figure.day === day)
      ?.line ?? 0;
  return [
    ...falling.map(({ area, itemId, figure, day, before, from, to }): ImportNote => {
      const facts = { area, day, before, from, to };
      return {
        line: lineOf(area, itemId, day),
        field: figure,
        value: String(to),
        note: "figure_falls",
        facts,
      };
    }),
    ...gaps.map(({ area, itemId, from, to, daysWithout }): ImportNote => {
      const facts = { from, to, days_without: daysWithout };
      return {
        line: lineOf(area, itemId, from),
        field: "doses",
        value: area,
        note: "days_without_figure",
        facts,
      };
    }),
  ];
}

function summarise({ doses, areaName, itemId, day }: ReportedVaccination): string {
  return `${doses ?? "no figure of"} doses of ${itemId} in ${areaName} by ${day}`;
}
