import type { Command } from "commander";
import { estimateCall } from "#app/call/estimate-call.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { malformed, print, printJson, printTable, unwrap } from "./output.ts";

/** `wellspring estimate`: what a country would call for, by the WHO ESFT method. */
export function addEstimateCommand(program: Command, open: OpenOperator): void {
  program
    .command("estimate")
    .description("The lines that a country would call for, by the WHO ESFT method, with the formula's inputs")
    .requiredOption("--country <code>", "ISO 3166-1 alpha-3")
    .requiredOption("--weeks <weeks>", "whole weeks, 1 to 52")
    .option("--json", "data only")
    .action(async ({ country, weeks, json }: { country: string; weeks: string; json?: true }) => {
      if (!/^\d{1,3}$/.test(weeks))
        throw malformed([{ field: "--weeks", value: weeks, rule: "whole_number" }]);
      const request = { country: country.toUpperCase(), weeks: Number(weeks) };
      const estimate = await withOperator(open, async ({ context }) =>
        unwrap(estimateCall(context, request)),
      );
      if (json === true) {
        printJson(estimate);
        return;
      }
      print(
        `${estimate.country}, ${estimate.weeks} weeks, by the WHO COVID-19 Essential Supplies Forecasting Tool.`,
      );
      print();
      printTable(estimate.lines, [
        { title: "item", value: (line) => line.itemId },
        { title: "quantity", value: (line) => line.quantity },
        { title: "unit", value: (line) => line.unit },
      ]);
      const inputs = estimate.lines[0]?.basis.inputs ?? {};
      const from = inputs["imputed.from"];
      if (from !== undefined) {
        print(
          `\nThere are no figures on its health workforce and beds: they are the medians for each inhabitant of ${inputs["imputed.economies"]} economies (${from}).`,
        );
      }
      print("\nEvery line's inputs: --json.");
    });
}
