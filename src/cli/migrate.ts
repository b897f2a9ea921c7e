import type { Command } from "commander";
import { print, printJson, tell } from "./output.ts";

/** What migrating did, by names as the database has them. */
interface MigrationFacts {
  /** Numbers of the migrations that were applied now, and of the newest that the database has. */
  readonly applied: readonly number[];
  readonly version: number;
  /** What was distributed now; `null` where the ledger is on one machine. */
  readonly citus: {
    readonly reference: readonly string[];
    readonly coordinator: readonly string[];
    readonly distributed: readonly string[];
    readonly functions: readonly string[];
    readonly rights: readonly string[];
  } | null;
}

/** Brings the database at hand to the program's version; with `citus`, distributes its ledger. */
export type MigrateTool = (options: {
  readonly citus: boolean;
  readonly log: (message: string) => void;
}) => Promise<MigrationFacts>;

/** `wellspring migrate`: what every start does, without starting anything; and, when asked, the ledger on several machines. */
export function addMigrateCommand(program: Command, migrate: MigrateTool): void {
  program
    .command("migrate")
    .description("Bring the database to this version, as every start does")
    .option(
      "--citus",
      "distribute the ledger over the nodes of a database with the extension Citus, once and for good",
    )
    .option("--json", "data only")
    .action(async ({ citus, json }: { citus?: true; json?: true }) => {
      const facts = await migrate({ citus: citus === true, log: tell });
      if (json === true) printJson(facts);
      else printFacts(facts);
    });
}

function printFacts({ applied, version, citus }: MigrationFacts): void {
  print(
    applied.length === 0
      ? `Nothing to migrate: the database is at ${version}.`
      : `Migrated: ${applied.join(", ")}. The database is at ${version}.`,
  );
  if (citus === null) return;
  const { reference, coordinator, distributed, functions, rights } = citus;
  if ([reference, coordinator, distributed, functions, rights].every((names) => names.length === 0)) {
    print("Nothing to distribute: the ledger is distributed already.");
    return;
  }
  const lists = [
    ["Distributed by their supply", distributed],
    ["Copied to every node", reference],
    ["On the coordinator", coordinator],
    ["Functions in the form for Citus", functions],
    ["Rights that these need", [rights.join("; ")].filter((text) => text !== "")],
  ] as const;
  for (const [title, names] of lists) if (names.length > 0) print(`${title}: ${names.join(", ")}.`);
}
