import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** How the server's own process ends, and the database that it has started. */
const main = join(import.meta.dirname, "..", "src", "server", "main.ts");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wellspring-ending-"));
  chmodSync(folder, 0o711); // under root the database runs as another user, who has to pass
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["serves", "Wellspring is at", 5],
  ["starts", "Migration 0001", 1],
] as const)(
  "told to end while it %s, also several times as part of a group of processes, it leaves no database running",
  async (name, moment, times) => {
    const home = join(folder, name);
    const child = spawn(process.execPath, [main], {
      cwd: folder,
      env: { ...process.env, DATABASE_URL: "", WELLSPRING_HOME: home, PORT: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    }
    await expect.poll(() => said).toContain(moment);
    const end = once(child, "exit");
    for (let time = 1; time <= times; time += 1) {
      child.kill("SIGTERM");
      // Of two that are waiting at the same time, a process gets one. To stop the database takes longer than all of them.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect([await end, said]).toEqual([[0, null], said]);
    expect(readdirSync(join(home, "users"))).toEqual([]);
    expect(existsSync(join(home, "postgres", "postmaster.pid"))).toBe(false);
  },
);
