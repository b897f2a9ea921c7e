import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomFrom } from "#test/scenarios/kill-run.ts";
import { runKillsUnderLoad } from "./kill-load-run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wellspring-kill-load-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The short form of `scripts/kill-under-load.ts`: few kills. */
test("what was acknowledged before a kill of server, worker or database is there after it, once", async () => {
  const told: string[] = [];
  const report = await runKillsUnderLoad({
    folder,
    times: 3,
    thoroughEvery: 2,
    random: randomFrom(2021),
    tell: (line) => told.push(line),
  });
  expect(report.faults, told.join("\n")).toEqual([]);
  expect(report).toMatchObject({ lost: 0, victims: { length: 3 } });
  // Every kill came after answers, and answers after the last.
  expect(report.acknowledged).toBeGreaterThanOrEqual(60);
}, 600_000);
