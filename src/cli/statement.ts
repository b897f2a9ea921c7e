import type { Command } from "commander";
import { readStatement, type Statement } from "#app/statement/read-statement.ts";
import { statementQuery } from "#api/statement.ts";
import type { Group } from "#core/statement/statement.ts";
import { parseOptions } from "./options.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { print, printJson, printTable, unwrap } from "./output.ts";

interface StatementOptions {
  readonly json?: true;
  readonly [option: string]: string | true | undefined;
}

/** `wellspring statement`: who sent what to whom, on which terms, and what became of it. */
export function addStatementCommand(program: Command, open: OpenOperator): void {
  program
    .command("statement")
    .description("Who sent what to whom, on which terms, and what became of it")
    .option("--item <id>", "an item, with everything below it in the category tree")
    .option("--exporter <code>", "ISO 3166-1 alpha-3 of the giver's country, or its party code")
    .option("--recipient <code>", "the same of the recipient")
    .option("--terms <terms>", "grant, concessional, at_cost, sale or not_stated")
    .option("--pipeline <name>", "the channel that the source names")
    .option("--site <code>", "the site where the units stood after what is counted")
    .option("--from <month>", "first month, YYYY-MM")
    .option("--to <month>", "last month, YYYY-MM")
    .option("--as-of <day>", "as it stood on this day, YYYY-MM-DD")
    .option("--scenario <name>", "of a scenario; left out: what really is")
    .option(
      "--by <groups>",
      "item, exporter, recipient, month, terms, pipeline, site, stage, with commas between",
    )
    .option("--json", "data only")
    .action(async (options: StatementOptions) => {
      const { json, ...rest } = options;
      const query = parseOptions(statementQuery, rest);
      // The query's pattern admits nothing but groups.
      const by = query.by === undefined ? undefined : (query.by.split(",") as Group[]);
      const statement = await withOperator(open, async ({ context }) =>
        unwrap(await readStatement(context, { ...query, by })),
      );
      if (json === true) printJson(statement);
      else printStatement(statement);
    });
}

const KEYS = ["exporter", "recipient", "month", "terms", "pipeline", "site", "stage"] as const;

/** Prints a statement for a person: the label of a scenario, the rows, the figures that others reported. */
export function printStatement(statement: Statement): void {
  if (statement.scenario !== null) {
    print(
      `Scenario "${statement.scenario}": what the reported supply would have meant, had it been shared out by`,
    );
    print("need. It is not history.");
  }
  print(`As of ${statement.asOf}, ledger position ${statement.ledgerPosition}.`);
  print();
  const { rows } = statement;
  const used = (key: (typeof KEYS)[number]): boolean => rows.some((row) => row[key] !== null);
  printTable(rows, [
    {
      title: "item",
      value: (row) => (row.item === null ? "all" : row.of === null ? row.item : `  of which ${row.item}`),
    },
    { title: "unit", value: (row) => row.unit },
    ...KEYS.filter(used).map((key) => ({ title: key, value: (row: (typeof rows)[number]) => row[key] })),
    { title: "pledged", value: (row) => row.pledged },
    { title: "agreed", value: (row) => row.agreed },
    { title: "dispatched", value: (row) => row.dispatched },
    { title: "cleared", value: (row) => row.cleared },
    { title: "received", value: (row) => row.received },
    { title: "used", value: (row) => row.used },
    ...(["wasted", "lost", "returned"] as const)
      .filter((figure) => rows.some((row) => row[figure] !== 0))
      .map((figure) => ({ title: figure, value: (row: (typeof rows)[number]) => row[figure] })),
    { title: "reported", value: (row) => row.reported[0]?.baseQuantity ?? null },
  ]);
  const movements = statement.straddling.reduce((sum, one) => sum + one.movements, 0);
  if (movements > 0) print(`\n${movements} movements may or may not lie in the period and are not counted.`);
}
