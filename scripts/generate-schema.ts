import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#store/database.ts";

/**
 * `node scripts/generate-schema.ts [--verify]`: writes the types of the tables from the schema that the migrations make, or,
 * with `--verify`, fails where the written types are not those.
 */
const root = join(import.meta.dirname, "..");
const directory = mkdtempSync(join(tmpdir(), "wellspring-schema-"));
const opened = await openDatabase({ directory, url: "" });
try {
  const { host, port, user, database } = opened.connection;
  const server = encodeURIComponent(String(host));
  const url = `postgresql://${String(user)}@localhost/${String(database)}?host=${server}&port=${String(port)}`;
  const codegen = join(root, "node_modules", "kysely-codegen", "dist", "cli", "bin.js");
  const options = [
    ["--url", url],
    ["--dialect", "postgres"],
    ["--date-parser", "string"],
    ["--exclude-pattern", "movement_*"],
    [
      "--type-mapping",
      JSON.stringify({ timestamptz: "string", int8: "number", jsonb: "unknown", numeric: "string" }),
    ],
    ["--out-file", join(root, "src", "store", "generated", "schema.ts")],
  ].flat();
  const verify = process.argv.includes("--verify") ? ["--verify"] : [];
  const done = spawnSync(process.execPath, [codegen, "--camel-case", ...options, ...verify], {
    stdio: "inherit",
  });
  process.exitCode = done.status ?? 1;
} finally {
  await opened.close();
  rmSync(directory, { recursive: true, force: true });
}
