import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Operator } from "./operator.ts";
import { runProgram } from "./program.ts";

/** Opens the database at hand (DATABASE_URL, else the embedded one). What that takes is read only by commands that need it. */
async function open(): Promise<Operator> {
  const [{ openDatabase }, { getLogKeyDirectory }, { openOperator }] = await Promise.all([
    import("#store/database.ts"),
    import("#store/log-key-file.ts"),
    import("./open-operator.ts"),
  ]);
  // Whoever runs a command waits for it to end, and may end it.
  const opened = await openDatabase({
    applicationName: "wellspring-cli",
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
  });
  return await openOperator(opened, getLogKeyDirectory());
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
  migrate: async (options) => (await import("#store/database.ts")).migrateDatabase(options),
  backups: {
    backup: async (directory, run) => {
      const { createBackup } = await import("#store/embedded/backup.ts");
      return await createBackup(directory, { ...run, programVersion: version });
    },
    restore: async (directory, run) => {
      const { restoreBackup } = await import("#store/embedded/restore.ts");
      return await restoreBackup(directory, { ...run, programVersion: version });
    },
  },
});
