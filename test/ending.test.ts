import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";

/** How the server's own process ends. */
const main = join(import.meta.dirname, "..", "src", "server", "main.ts");
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "wellspring-ending-"));
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

test("a signal that comes several times at once, as to a whole group of processes, ends the server in order", async () => {
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      WELLSPRING_LOG_KEYS: join(folder, "log-keys"),
      PORT: "0",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    told += text;
  });
  await expect.poll(() => told).toContain("Wellspring is at");
  const end = once(child, "exit");
  // One after the other: of two that are waiting at the same time, a process gets one.
  for (let times = 1; times <= 5; times += 1) {
    child.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect([await end, told]).toEqual([[0, null], told]);
});
