import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomFrom, runWithKills, VICTIMS } from "./kill-run.ts";

const root = join(import.meta.dirname, "..", "..");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wellspring-kill-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The short form of `scripts/kill-scenario.ts`: few countries, few kills. */
describe("a scenario whose program, database or connection is killed", () => {
  test("goes on at the next start, its ledger holds, and it ends with the figures of an undisturbed run", async () => {
    const told: string[] = [];
    const report = await runWithKills({
      folder,
      scenario: [join(root, "scripts", "small-scenario.ts"), "3"],
      times: 4,
      random: randomFrom(2020),
      tell: (line) => told.push(line),
    });
    expect(report.differences, told.join("\n")).toEqual([]);
    expect(report.kills).toHaveLength(4);
    expect(report.kills.every(({ victim }) => VICTIMS.includes(victim))).toBe(true);
    expect(report.ledgers.length).toBeGreaterThan(1);
    for (const ledger of report.ledgers) {
      expect(ledger).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true, logMatches: true });
      expect(Reflect.get(ledger, "entries")).toBeGreaterThan(20);
    }
  }, 600_000);
});
