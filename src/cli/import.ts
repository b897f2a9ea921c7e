import type { Command } from "commander";
import { buildOperatorActor } from "#app/account/operator.ts";
import { importAssets } from "#app/import/import-assets.ts";
import { importCalls } from "#app/import/import-calls.ts";
import { importDailyReports } from "#app/import/import-daily-reports.ts";
import { importDeliveries } from "#app/import/import-deliveries.ts";
import { type ImportOptions, type ImportResult, readImportFile } from "#app/import/import-file.ts";
import { importOffers } from "#app/import/import-offers.ts";
import { importReported } from "#app/import/import-reported.ts";
import { importTemperatures } from "#app/import/import-temperatures.ts";
import { importVaccinations } from "#app/import/import-vaccinations.ts";
import { importVolunteers } from "#app/import/import-volunteers.ts";
import { importTeams } from "#app/import/import-teams.ts";
import { readKnownParties } from "#app/import/known-parties.ts";
import type { MalformedRefusal } from "#core/result.ts";
import { type Day, isDay } from "#core/time.ts";
import { type Mapping, readMapping } from "#formats/table/mapping.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { print, printJson, printTable, RefusedError, unwrap } from "./output.ts";
import { openProgress } from "./progress.ts";

interface ImportCliOptions {
  readonly dryRun?: true;
  readonly mapping?: string;
  readonly earliest?: string;
  readonly latest?: string;
  readonly countDoubledRows?: true;
  readonly json?: true;
}

/** What can be imported, and by which use case. */
const IMPORTS = {
  calls: { run: importCalls, about: "calls for help: the rows of one party and emergency are one call" },
  offers: { run: importOffers, about: "offers: the rows of one party, on one set of terms, are one offer" },
  deliveries: {
    run: importDeliveries,
    about: "deliveries that somebody published, as consignments with receipts",
  },
  vaccinations: {
    run: importVaccinations,
    about: "session reports of vaccinations, or series of them that others published",
  },
  reported: { run: importReported, about: "figures that others published, with their sources" },
  teams: { run: importTeams, about: "emergency medical teams, such as WHO’s list, as offers of teams" },
  volunteers: {
    run: importVolunteers,
    about: "a party’s roster of volunteers, one person a row, with their consent",
  },
  temperatures: {
    run: importTemperatures,
    about: "readings of temperature loggers; what was exposed in an excursion is on hold at once",
  },
  assets: { run: importAssets, about: "equipment with serial numbers, where it stands, one piece a row" },
  "daily-reports": {
    run: importDailyReports,
    about: "daily reports of teams (WHO EMT Minimum Data Set), one row a day",
  },
} as const;

/** `wellspring import`: files that others wrote, every row either posted or listed with what is wrong. */
export function addImportCommand(program: Command, open: OpenOperator): void {
  const parent = program
    .command("import")
    .description("Read a CSV or XLSX file: every row is posted, or every problem is listed and nothing is");
  for (const [kind, { run, about }] of Object.entries(IMPORTS)) {
    parent
      .command(kind)
      .description(`Import ${about}`)
      .argument("<file>", "CSV (UTF-8), also .gz, or XLSX, with our headers, HXL hashtags or a mapping")
      .option("--dry-run", "everything but writing: says what would be posted")
      .option("--mapping <file>", "JSON that says how the file is laid out (docs/IMPORT-FORMATS.md)")
      .option("--earliest <day>", "first day on which a date without a year can be, YYYY-MM-DD")
      .option("--latest <day>", "the last such day; left out: today")
      .option("--count-doubled-rows", "rows that agree in everything are several facts, not a mistake")
      .option("--json", "data only")
      .action(async (path: string, options: ImportCliOptions) => {
        const file = unwrap(await readImportFile(path));
        const settings = await readOptions(options);
        const result = await withOperator(open, async ({ context, newCommandId }) => {
          // A file of calls or offers speaks for the parties that it names: the operator acts for all of them.
          const parties = await readKnownParties(context.database);
          const partyIds = [...parties.values()].map(({ id }) => id);
          const actor = await buildOperatorActor(context, partyIds);
          return unwrap(await run(context, { actor, commandId: newCommandId() }, file, settings));
        });
        if (options.json === true) printJson(result);
        else printResult(result);
      });
  }
}

async function readOptions(options: ImportCliOptions): Promise<ImportOptions> {
  return {
    dryRun: options.dryRun === true,
    mapping: options.mapping === undefined ? undefined : await readMappingFile(options.mapping),
    earliest: readDay("earliest", options.earliest),
    latest: readDay("latest", options.latest),
    countDoubledRows: options.countDoubledRows,
    progress: openProgress(),
  };
}

async function readMappingFile(path: string): Promise<Mapping> {
  const { bytes } = unwrap(await readImportFile(path));
  return unwrap(readMapping(bytes));
}

function readDay(name: string, text: string | undefined): Day | undefined {
  if (text === undefined || isDay(text)) return text;
  const refusal: MalformedRefusal = {
    code: "malformed",
    problems: [{ field: `--${name}`, value: text, rule: "not_a_day" }],
  };
  throw new RefusedError(refusal);
}

const LINES_SHOWN = 20;

function printResult(result: ImportResult): void {
  const { file, kind, dryRun, rowCount, posted, alreadyPosted, dateBounds, notes, ignored } = result;
  const done = dryRun ? "would be posted" : "posted";
  print(`${file}: ${rowCount} rows of ${kind}, ${posted} ${done}, ${alreadyPosted} there already.`);
  if (dryRun) print("A dry run: nothing was written.");
  if (dateBounds !== null) {
    print(
      `Dates that the file does not state in full lie from ${dateBounds.earliest} to ${dateBounds.latest}.`,
    );
  }
  if (dryRun) {
    print();
    printTable(result.rows.slice(0, LINES_SHOWN), [
      { title: "line", value: ({ line }) => line },
      { title: "", value: ({ state }) => (state === "posted" ? "new" : "there already") },
      { title: "what", value: ({ summary }) => summary },
    ]);
    printMore(rowCount);
  }
  if (notes.length > 0) {
    print("\nTo be known:");
    printTable(notes.slice(0, LINES_SHOWN), [
      { title: "line", value: ({ line }) => line },
      { title: "field", value: ({ field }) => field },
      { title: "value", value: ({ value }) => value },
      { title: "note", value: ({ note, facts }) => `${note}${describeFacts(facts)}` },
    ]);
    printMore(notes.length);
  }
  if (ignored.length > 0) {
    print("\nNot read:");
    printTable(ignored.slice(0, LINES_SHOWN), [
      { title: "line", value: ({ line }) => line },
      { title: "column", value: ({ column }) => column },
      { title: "value", value: ({ value }) => value },
    ]);
    printMore(result.ignoredCount);
  }
}

function printMore(count: number): void {
  if (count > LINES_SHOWN) print(`… and ${count - LINES_SHOWN} more: --json lists them.`);
}

function describeFacts(facts: Readonly<Record<string, string | number>> | undefined): string {
  const texts = Object.entries(facts ?? {}).map(([name, fact]) => `${name} ${fact}`);
  return texts.length === 0 ? "" : ` (${texts.join(", ")})`;
}
