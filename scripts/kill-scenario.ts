import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { randomFrom, runWithKills, VICTIMS } from "#test/scenarios/kill-run.ts";

/**
 * `node scripts/kill-scenario.ts --times 20 --seed 1 [--countries N]`: the scenario under kill -9 of the program, of its
 * PostgreSQL, of both or of one connection, at random moments; it must go on after each and end with the figures of an
 * undisturbed run. Exit code 1 on any difference. With --countries, a scenario with calls of so many countries only.
 */
const { values } = parseArgs({
  options: { times: { type: "string" }, seed: { type: "string" }, countries: { type: "string" } },
});
const times = Number(values.times ?? 20);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!Number.isInteger(times) || times < 1 || !Number.isInteger(seed)) throw new Error("--times N --seed N");

const root = join(import.meta.dirname, "..");
const scenario =
  values.countries === undefined
    ? [join(root, "src", "cli", "main.ts"), "demo", "--json"]
    : [join(root, "scripts", "small-scenario.ts"), values.countries];
const folder = mkdtempSync(join(tmpdir(), "wellspring-kill-"));
console.log(`kill-scenario: ${times} kills, seed ${seed}`);
const startedMs = performance.now();
try {
  const report = await runWithKills({
    folder,
    scenario,
    times,
    random: randomFrom(seed),
    tell: (line) => console.log(line),
  });
  const victims = VICTIMS.map(
    (victim) => `${victim} ${report.kills.filter((kill) => kill.victim === victim).length}`,
  );
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(
    `${report.kills.length} kills (${victims.join(", ")}), ${report.scenarios} scenarios, ${seconds} s`,
  );
  for (const difference of report.differences) console.log(`DIFFERENCE: ${difference}`);
  const isSame = report.differences.length === 0 && report.kills.length === times;
  if (isSame)
    console.log(
      "Every start was clean, every ledger holds, and the figures are those of an undisturbed run.",
    );
  process.exitCode = isSame ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
