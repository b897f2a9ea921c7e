import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runKillsUnderLoad } from "#test/durability/kill-load-run.ts";
import { VICTIMS } from "#test/durability/machine.ts";
import { randomFrom } from "#test/scenarios/kill-run.ts";

/**
 * `node scripts/kill-under-load.ts --times 200 --seed 1`: kill -9 of server, worker, database, one of its connections or all of them
 * while clients post over HTTP and record what they are told; all of that must be there after each. Exit code 1 on any
 * fault. (`kill-scenario.ts` kills the scenario, whose figures must come out the same.)
 */
const { values } = parseArgs({ options: { times: { type: "string" }, seed: { type: "string" } } });
const times = Number(values.times ?? 200);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!Number.isInteger(times) || times < 1 || !Number.isInteger(seed)) throw new Error("--times N --seed N");

const folder = mkdtempSync(join(tmpdir(), "wellspring-kill-load-"));
console.log(`kill-under-load: ${times} kills, seed ${seed}`);
const startedMs = performance.now();
try {
  const { victims, acknowledged, lost, faults } = await runKillsUnderLoad({
    folder,
    times,
    thoroughEvery: 25,
    random: randomFrom(seed),
    tell: (line) => console.log(line),
  });
  const counts = VICTIMS.map((name) => `${name} ${victims.filter((victim) => victim === name).length}`);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(
    `${victims.length} kills (${counts.join(", ")}) in ${seconds} s; ${acknowledged} entries acknowledged, ${lost} of them lost`,
  );
  for (const fault of faults) console.log(`FAULT: ${fault}`);
  const isSound = faults.length === 0 && victims.length === times;
  if (isSound) console.log("The database opened every time, and the log has every root that was shown.");
  process.exitCode = isSound ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
