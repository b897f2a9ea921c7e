import type { Command } from "commander";
import type { RefusalShape, Result } from "#core/result.ts";
import { EXIT_CODES, print, printJson, tell, unwrap } from "./output.ts";
import { openProgress, type Progress } from "./progress.ts";

/** What the check of the ledger found. */
interface LedgerFindings {
  readonly entries: number;
  readonly sumZero: boolean;
  readonly negative: number;
  readonly balancesMatch: boolean;
  readonly ledgerPosition: number;
}

interface BackupFacts {
  readonly files: number;
  readonly bytes: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly ledger: LedgerFindings;
}

/** How long work is told of, and by what it can be ended early. */
export interface BackupRun {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** The tools behind the commands, for the database at hand. */
export interface BackupTools {
  readonly backup: (
    directory: string,
    run: BackupRun,
  ) => Promise<Result<BackupFacts & { readonly directory: string }, RefusalShape>>;
  readonly restore: (
    directory: string,
    run: BackupRun & { readonly replace: boolean },
  ) => Promise<
    Result<BackupFacts & { readonly home: string; readonly replaced: string | null }, RefusalShape>
  >;
}

/** `wellspring backup DIR` and `wellspring restore DIR`, of the embedded database. */
export function addBackupCommands(program: Command, tools: BackupTools): void {
  program
    .command("backup")
    .description("Back the embedded database up, while it is in use, and check the backup")
    .argument("<directory>", "the folder to make; it must be empty or not there")
    .option("--json", "data only")
    .action(async (directory: string, { json }: { json?: true }) => {
      const report = unwrap(await untilInterrupted(async (run) => await tools.backup(directory, run)));
      const holds = isSound(report.ledger);
      if (json === true) printJson(report);
      else {
        print(`Backup in ${report.directory}: ${describeSize(report)}.`);
        print(`Restored into a scratch server and checked: ${describeLedger(report.ledger)}.`);
      }
      if (!holds) process.exitCode = EXIT_CODES.fault;
    });
  program
    .command("restore")
    .description("Put a backup in the place of the embedded database, which must not be in use")
    .argument("<directory>", "the backup")
    .option("--replace", "move the database that is there aside")
    .option("--json", "data only")
    .action(async (directory: string, { json, replace }: { json?: true; replace?: true }) => {
      const report = unwrap(
        await untilInterrupted(
          async (run) => await tools.restore(directory, { ...run, replace: replace === true }),
        ),
      );
      if (json === true) {
        printJson(report);
        return;
      }
      print(`Restored into ${report.home}: ${describeSize(report)}, as of ${report.finishedAt}.`);
      print(`When it was made: ${describeLedger(report.ledger)}.`);
      if (report.replaced !== null) print(`The database that was there is now in ${report.replaced}.`);
      print("The next start recovers from it; `wellspring ledger check` checks it.");
    });
}

function isSound(ledger: LedgerFindings): boolean {
  return ledger.sumZero && ledger.negative === 0 && ledger.balancesMatch;
}

function describeLedger(ledger: LedgerFindings): string {
  const verdict = isSound(ledger)
    ? "the ledger holds"
    : "THE LEDGER DOES NOT HOLD, see `wellspring ledger check`";
  return `${ledger.entries} entries, position ${ledger.ledgerPosition}, ${verdict}`;
}

const MEGABYTES = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

function describeSize({ files, bytes }: BackupFacts): string {
  return `${files} files, ${MEGABYTES.format(bytes / 1_000_000)} MB`;
}

/** Runs `act` so that Ctrl-C ends it in order, nothing half-done being left; a second one ends it at once. */
async function untilInterrupted<Value>(act: (run: BackupRun) => Promise<Value>): Promise<Value> {
  const interruption = new AbortController();
  const onSignal = () => {
    tell("Interrupted: clearing away what was begun.");
    interruption.abort(new Error("Interrupted; nothing was left behind."));
  };
  for (const signal of SIGNALS) process.once(signal, onSignal);
  try {
    return await act({ progress: openProgress(), signal: interruption.signal });
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
