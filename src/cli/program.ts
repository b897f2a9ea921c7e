import { Command, CommanderError } from "commander";
import { addBackupCommands, type BackupTools } from "./backup.ts";
import { addDosesCommand } from "./doses.ts";
import { addEstimateCommand } from "./estimate.ts";
import { addFlowCommand } from "./flow.ts";
import { addImportCommand } from "./import.ts";
import { addFollowCommand, addLedgerCommand } from "./ledger.ts";
import type { OpenOperator } from "./operator.ts";
import { EXIT_CODES, RefusedError, tell, tellRefusal } from "./output.ts";
import { addRecallCommand } from "./recall.ts";
import { addReportedCommand } from "./reported.ts";
import { addPlanCommand } from "./plan.ts";
import { addSessionCommand } from "./session.ts";
import { addDemoCommand, addStartCommand } from "./start.ts";
import { addStatementCommand } from "./statement.ts";
import { addTeamsCommand } from "./teams.ts";
import { addUserCommand } from "./user.ts";

/** What the command line is run with. */
export interface Surroundings {
  readonly open: OpenOperator;
  /** Path of the program that serves. */
  readonly serverMain: string;
  readonly version: string;
  readonly backups: BackupTools;
}

/** The command line with all of its commands. */
function buildProgram(surroundings: Surroundings): Command {
  const { open, version } = surroundings;
  const program = new Command("wellspring")
    .description(
      "Medical assistance between countries: calls, offers, a fair plan, a ledger, a public statement",
    )
    .version(version)
    .showHelpAfterError()
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 fault, 2 refused. With --json, standard output holds nothing but data.",
    )
    .exitOverride();
  addStartCommand(program, surroundings);
  addDemoCommand(program, open);
  addEstimateCommand(program, open);
  addPlanCommand(program, open);
  addFlowCommand(program);
  addImportCommand(program, open);
  addReportedCommand(program, open);
  addStatementCommand(program, open);
  addDosesCommand(program, open);
  addSessionCommand(program, open);
  addFollowCommand(program, open);
  addRecallCommand(program, open);
  addLedgerCommand(program, open);
  addTeamsCommand(program, open);
  addUserCommand(program, open);
  addBackupCommands(program, surroundings.backups);
  return program;
}

/**
 * Runs the command line: returns the exit code. A refusal is told with its facts (2), so is a command that cannot be
 * read; everything else that goes wrong is a fault (1).
 */
export async function runProgram(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const asJson = argv.includes("--json");
  try {
    await buildProgram(surroundings).parseAsync([...argv]);
    return typeof process.exitCode === "number" ? process.exitCode : EXIT_CODES.done;
  } catch (error) {
    if (error instanceof RefusedError) {
      tellRefusal(error.refusal, asJson);
      return EXIT_CODES.refused;
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.refused;
    tell(describeFault(error));
    return EXIT_CODES.fault;
  }
}

function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return `Fault: ${String(error)}`;
  const detail =
    process.env["WELLSPRING_DEBUG"] === undefined ? error.message : (error.stack ?? error.message);
  return `Fault: ${detail}`;
}
