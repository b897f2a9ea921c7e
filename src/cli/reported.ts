import type { Command } from "commander";
import { listReported } from "#app/statement/list-reported-figures.ts";
import type { ReportedFigure } from "#core/statement/reported-figure.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { print, printJson, printTable, unwrap } from "./output.ts";

interface ReportedOptions {
  readonly exporter?: string;
  readonly item?: string;
  readonly json?: true;
}

const QUALIFIER_WORDS = { exact: "", more_than: "more than ", about: "about " } as const;

/** `wellspring reported`: figures that others published, with their sources and where these contradict each other. */
export function addReportedCommand(program: Command, open: OpenOperator): void {
  program
    .command("reported")
    .description("Figures that others published, with their sources, as printed")
    .option("--exporter <code>", "ISO 3166-1 alpha-3 of the exporting country")
    .option("--item <id>", "an item, with everything below it in the category tree")
    .option("--json", "data only")
    .action(async ({ json, ...request }: ReportedOptions) => {
      const reported = await withOperator(open, async ({ context }) =>
        unwrap(await listReported(context, request)),
      );
      if (json === true) {
        printJson(reported);
        return;
      }
      printFigures(reported.figures);
      for (const { group, figures } of reported.conflicts) {
        print(`\nIn conflict (${group}):`);
        printFigures(figures);
      }
    });
}

function printFigures(figures: readonly ReportedFigure[]): void {
  printTable(figures, [
    { title: "item", value: (figure) => figure.itemId },
    { title: "exporter", value: (figure) => figure.exporter },
    { title: "from", value: (figure) => figure.periodFrom },
    { title: "to", value: (figure) => figure.periodTo },
    { title: "", value: (figure) => QUALIFIER_WORDS[figure.qualifier] },
    { title: "as printed", value: (figure) => figure.quantity },
    { title: "unit", value: (figure) => (figure.quantity === null ? null : figure.unitPrinted) },
    { title: "base units", value: (figure) => figure.baseQuantity },
    { title: "value, minor units", value: (figure) => figure.valueMinor },
    { title: "currency", value: (figure) => figure.currency },
    { title: "publisher", value: (figure) => figure.publisher },
    { title: "source", value: (figure) => figure.sourceUrl },
  ]);
}
