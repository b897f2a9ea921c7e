import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { tryDrive } from "#test/durability/drive.ts";
import { runWithPowerCuts } from "#test/durability/power-cut-run.ts";
import { randomFrom } from "#test/scenarios/kill-run.ts";

/**
 * `node scripts/power-cut.ts --times 20 --seed 1`: cuts the power of a simulated drive on which server, worker and embedded database
 * work under load; needs root on Linux, for loop devices. After each cut everything that clients were told must be
 * there. Exit code 1 where anything is not as it must be, 3 where no drive can be simulated here.
 */
const { values } = parseArgs({ options: { times: { type: "string" }, seed: { type: "string" } } });
const times = Number(values.times ?? 20);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!Number.isInteger(times) || times < 1 || !Number.isInteger(seed)) throw new Error("--times N --seed N");

const folder = mkdtempSync(join(tmpdir(), "wellspring-power-cut-"));
try {
  const obstacle = await tryDrive(folder);
  if (obstacle === undefined) {
    console.log(`power-cut: ${times} cuts, seed ${seed}`);
    const startedMs = performance.now();
    const report = await runWithPowerCuts({
      folder,
      driveMiB: 1536,
      times,
      random: randomFrom(seed),
      tell: (line) => console.log(line),
    });
    const { cuts, acknowledged, faults } = report;
    const [lost, controls] = [
      cuts.reduce((sum, cut) => sum + cut.lost, 0),
      cuts.filter((cut) => cut.controlLost).length,
    ];
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    console.log(
      `${cuts.length} cuts in ${seconds} s, ${acknowledged} entries acknowledged, ${lost} of them lost, ${cuts.length} times the database opened; ` +
        `a file written without fsync was lost ${controls} times`,
    );
    for (const fault of faults) console.log(`FAULT: ${fault}`);
    process.exitCode = faults.length === 0 && cuts.length === times ? 0 : 1;
  } else {
    console.log(`power-cut: no power was cut: ${obstacle}`);
    process.exitCode = 3;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
