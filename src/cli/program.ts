import { Command, CommanderError } from "commander";
import { chooseCommandFiles, type Surroundings } from "./commands.ts";
import { EXIT_CODES, RefusedError, tell, tellRefusal } from "./output.ts";

/** The command line with the commands that `args` can lead to: with all of them where they name none. */
async function buildProgram(args: readonly string[], surroundings: Surroundings): Promise<Command> {
  const program = new Command("wellspring")
    .description(
      "Medical assistance between countries: calls, offers, a fair plan, a ledger, a public statement",
    )
    .version(surroundings.version)
    .showHelpAfterError()
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 fault, 2 refused. With --json, standard output holds nothing but data.",
    )
    .exitOverride();
  for (const { add } of chooseCommandFiles(args)) await add(program, surroundings);
  return program;
}

/**
 * Runs the command line: returns the exit code. A refusal is told with its facts (2), so is a command that cannot be
 * read; everything else that goes wrong is a fault (1).
 */
export async function runProgram(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const asJson = argv.includes("--json");
  try {
    const program = await buildProgram(argv.slice(2), surroundings);
    await program.parseAsync([...argv]);
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
