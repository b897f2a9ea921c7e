import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockDirectory, tryLockDirectory } from "./directory-lock.ts";
import { findProcess, getOwnIdentity, isRunning } from "./process-identity.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "wellspring lock "));
});
afterEach(() => rmSync(directory, { recursive: true }));

const MODULE = JSON.stringify(join(import.meta.dirname, "directory-lock.ts"));

function run(script: string) {
  const text = `import { lockDirectory } from ${MODULE}; const directory = ${JSON.stringify(directory)}; ${script}`;
  return spawn(process.execPath, ["--input-type=module", "-e", text], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

test("one process at a time holds the lock", async () => {
  const counter = join(directory, "counter");
  writeFileSync(counter, "0");
  const script = `import { readFileSync, writeFileSync } from "node:fs";
    import { setTimeout as sleep } from "node:timers/promises";
    for (let turn = 0; turn < 15; turn += 1) {
      const lock = await lockDirectory(directory + "/lock", 30_000);
      const seen = Number(readFileSync(${JSON.stringify(counter)}, "utf8"));
      await sleep(1);
      writeFileSync(${JSON.stringify(counter)}, String(seen + 1));
      lock.release();
    }`;
  const children = [1, 2, 3, 4].map(() => run(script));
  const ends = await Promise.all(children.map((child) => once(child, "exit")));
  expect(ends.map(([status]) => status)).toEqual([0, 0, 0, 0]);
  expect(readFileSync(counter, "utf8")).toBe("60");
  expect(readdirSync(join(directory, "lock"))).toEqual([]);
});

test("the lock of a killed process holds nobody up", async () => {
  const child = run(
    `await lockDirectory(directory, 1_000); console.log("held"); setInterval(() => {}, 1_000);`,
  );
  await once(child.stdout, "data");
  expect(tryLockDirectory(directory)).toBeUndefined();
  await expect(lockDirectory(directory, 30)).rejects.toMatchObject({ holder: { pid: child.pid } });
  child.kill("SIGKILL");
  await once(child, "exit");
  const lock = await lockDirectory(directory, 5_000);
  expect(readdirSync(directory)).toHaveLength(1);
  lock.release();
  expect(readdirSync(directory)).toEqual([]);
});

test("a process killed while it chose its number holds nobody up, nor does one whose number is used again", async () => {
  const { pid, startedAt } = getOwnIdentity();
  writeFileSync(join(directory, `choosing_${pid}_${startedAt}0_abcdef`), "");
  writeFileSync(join(directory, `1_${pid}_${startedAt}0_abcdef`), "");
  const lock = await lockDirectory(directory, 1_000);
  lock.release();
  expect(readdirSync(directory)).toEqual([]);
});

test("a process is itself while it runs, and nobody afterwards", async () => {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  const identity = findProcess(child.pid!);
  expect(identity).toBeDefined();
  expect(isRunning(identity!)).toBe(true);
  expect(isRunning({ ...identity!, startedAt: "another time" })).toBe(false);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isRunning(identity!)).toBe(false);
});
