import { readFileSync } from "node:fs";
import { join } from "node:path";
import { v7 } from "uuid";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { advanceRollUp } from "#app/statement/advance-roll-up.ts";
import { buildOperatorActor } from "#app/account/operator.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { signCheckpoint } from "#app/log/sign-checkpoint.ts";
import { asId } from "#core/id.ts";
import { asInstant } from "#core/time.ts";
import { openDatabase } from "#store/database.ts";
import { getLogKeyDirectory } from "#store/log-key-file.ts";
import { createBackup } from "#store/embedded/backup.ts";
import { restoreBackup } from "#store/embedded/restore.ts";
import type { AppContext } from "#app/context.ts";
import type { Operator } from "./operator.ts";
import { tell } from "./output.ts";
import { openProgress } from "./progress.ts";
import { runProgram } from "./program.ts";

/** Opens the database at hand (DATABASE_URL, else the embedded one), up to date and with the reference data in it. */
async function open(): Promise<Operator> {
  // Whoever runs a command waits for it to end, and may end it.
  const opened = await openDatabase({
    applicationName: "wellspring-cli",
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
  });
  try {
    const context = {
      database: opened.db,
      reference: await loadReference(),
      now: () => asInstant(new Date().toISOString()),
      newId: () => v7(),
      logKeys: { directory: getLogKeyDirectory(), host: readHost() },
    };
    await seedReference(context);
    await buildLog(context);
    const actor = await buildOperatorActor(context);
    return {
      context,
      actor,
      newCommandId: () => asId<"command">(v7()),
      close: async () => {
        try {
          // What this command posted belongs to today, whenever somebody next reads a statement.
          await numberEntries(context);
          await signWhatIsHere(context);
          // A little of it: house-keeping does the rest, and statements are right without.
          await advanceRollUp(context, { batches: 1 });
        } finally {
          await opened.close();
        }
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** The log of a database from before there was one takes its time, which is told. */
async function buildLog(context: AppContext): Promise<void> {
  const progress = openProgress();
  let isShown = false;
  await numberEntries(context, {
    onProgress: (done, total) => {
      if (!isShown && done >= total) return; // all of it at once: nothing worth telling
      if (!isShown) progress.begin("Building the ledger's log", total);
      isShown = true;
      progress.advance(done);
    },
  });
  if (isShown) progress.end();
}

/**
 * Signs the log if its key is here. Where it is not, whoever has it does: the server tells what keeps it from that, and so do
 * the commands that need a signature.
 */
async function signWhatIsHere(context: AppContext): Promise<void> {
  try {
    await signCheckpoint(context);
  } catch (error) {
    // The command has done its work; a folder of keys that another user owns does not undo it.
    tell(`The ledger's log was not signed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The host of WELLSPRING_ORIGIN, after which a new log is named. */
function readHost(): string | null {
  const origin = process.env["WELLSPRING_ORIGIN"] ?? "";
  return URL.canParse(origin) ? new URL(origin).host : null;
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const root = join(import.meta.dirname, "..", "..");
// Our own manifest, which has a version.
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

process.exitCode = await runProgram(process.argv, {
  open,
  version,
  serverMain: join(root, "src", "server", "main.ts"),
  backups: {
    backup: async (directory, run) => await createBackup(directory, { ...run, programVersion: version }),
    restore: async (directory, run) => await restoreBackup(directory, { ...run, programVersion: version }),
  },
});
