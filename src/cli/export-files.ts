import type { Command } from "commander";
import { exportFiles } from "#app/statement/export-files.ts";
import { filesQuery } from "#api/statement.ts";
import { type Group, GROUPS } from "#core/statement/statement.ts";
import { parseOptions } from "./options.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { print, printJson, unwrap } from "./output.ts";
import { openProgress } from "./progress.ts";
import { checkFreshFolder, writeFolderWhole } from "./write-folder.ts";

interface FilesOptions {
  readonly json?: true;
  readonly [option: string]: string | true | undefined;
}

/** `wellspring ledger export-files`: the statement and the public movements, for programs that read tables. */
export function addExportFilesCommand(ledger: Command, open: OpenOperator): void {
  ledger
    .command("export-files")
    .description("Write the statement and the public movements as Parquet and CSV, with a data dictionary")
    .argument("<directory>", "where they go: a folder that is empty, or not there yet")
    .option("--as-of <when>", "as it stood on this day, YYYY-MM-DD, or at this ledger position")
    .option("--year <year>", "only what happened wholly in this year, YYYY")
    .option("--scenario <name>", "of a scenario; left out: what really is")
    .option("--by <groups>", "what the statement is grouped by, with commas between; left out: everything")
    .option("--json", "data only")
    .action(async (directory: string, { json, ...rest }: FilesOptions) => {
      const query = parseOptions(filesQuery, rest);
      const words = query.by?.split(",");
      const by: readonly Group[] | undefined =
        words === undefined ? undefined : GROUPS.filter((group) => words.includes(group));
      await checkFreshFolder(directory);
      const written = await withOperator(open, async ({ context }) => {
        const { parts, ...files } = unwrap(await exportFiles(context, { ...query, by }));
        const progress = json === true ? undefined : openProgress();
        progress?.begin("Writing movements, by entry", files.ledgerPosition);
        await writeFolderWhole(
          directory,
          parts((read) => progress?.advance(read)),
        );
        progress?.end();
        return files;
      });
      const { asOf, ledgerPosition, counts } = written;
      if (json === true) return printJson({ directory, asOf, ledgerPosition, ...counts });
      print(`As of ${asOf}, ledger position ${ledgerPosition}.`);
      print(
        `Wrote ${counts.statementRows} rows of the statement and ${counts.movements} movements to ${directory}.`,
      );
      if (counts.straddling > 0) {
        print(`${counts.straddling} movements may or may not lie in the year and are in neither.`);
      }
      print("datapackage.json says what each column means.");
    });
}
