import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomFrom } from "#test/scenarios/kill-run.ts";
import { tryDrive } from "./drive.ts";
import { runWithPowerCuts } from "./power-cut-run.ts";

let folder: string;
let obstacle: string | undefined;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wellspring-power-cut-"));
  obstacle = await tryDrive(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The short form of `scripts/power-cut.ts`: one cut. */
test("what was acknowledged before a power cut is there after it, and the log goes on from what was signed", async (context) => {
  if (obstacle !== undefined) context.skip(`no power was cut: ${obstacle}`);
  const told: string[] = [];
  const report = await runWithPowerCuts({
    folder,
    driveMiB: 640,
    times: 1,
    random: randomFrom(2020),
    tell: (line) => told.push(line),
  });
  expect(report.faults, told.join("\n")).toEqual([]);
  expect(report.cuts).toMatchObject([
    { lost: 0, controlLost: true, checked: { signed: expect.any(Number) } },
  ]);
  // Clients were answered before the cut, and again after it.
  expect(report.cuts[0]?.acknowledged).toBeGreaterThan(0);
  expect(report.acknowledged).toBeGreaterThan(report.cuts[0]?.acknowledged ?? 0);
}, 600_000);
