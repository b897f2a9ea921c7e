import { readFileSync } from "node:fs";
import { join } from "node:path";
import { v7 } from "uuid";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { buildOperatorActor } from "#app/account/operator.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { asId } from "#core/id.ts";
import { asInstant } from "#core/time.ts";
import { openDatabase } from "#store/database.ts";
import { createBackup } from "#store/embedded/backup.ts";
import { restoreBackup } from "#store/embedded/restore.ts";
import type { Operator } from "./operator.ts";
import { runProgram } from "./program.ts";

/** Opens the database at hand (DATABASE_URL, else the embedded one), up to date and with the reference data in it. */
async function open(): Promise<Operator> {
  const opened = await openDatabase({ applicationName: "wellspring-cli", statementTimeoutMs: 0 });
  try {
    const context = {
      database: opened.db,
      reference: await loadReference(),
      now: () => asInstant(new Date().toISOString()),
      newId: () => v7(),
    };
    await seedReference(context);
    const actor = await buildOperatorActor(context);
    return {
      context,
      actor,
      newCommandId: () => asId<"command">(v7()),
      close: async () => {
        try {
          // What this command posted belongs to today, whenever somebody next reads a statement.
          await numberEntries(context);
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
