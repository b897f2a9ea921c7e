import { parseArgs } from "node:util";
import { FAILOVER_VICTIMS, findMissing } from "#test/failover/cluster.ts";
import { runFailover } from "#test/failover/run-failover.ts";

/**
 * `node scripts/failover.ts --times 3 [--kill node|server]`: three PostgreSQL 15 under Patroni (Debian's packages) with synchronous
 * replication; the one that takes writes is killed so often while commands are posted, alone (`server`) or together with its
 * Patroni (`node`, as when the machine goes). Everything acknowledged must be there afterwards. Exit code 1 where it is not, 2
 * where Patroni is not installed.
 */
const { values } = parseArgs({ options: { times: { type: "string" }, kill: { type: "string" } } });
const times = Number(values.times ?? 3);
const victim = FAILOVER_VICTIMS.find((one) => one === (values.kill ?? "node"));
if (!Number.isInteger(times) || times < 1 || victim === undefined)
  throw new Error("--times N --kill node|server");

const missing = findMissing();
if (missing === null) {
  const startedMs = performance.now();
  const report = await runFailover({ times, victim, tell: (line) => console.error(`failover: ${line}`) });
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(JSON.stringify({ ...report, seconds }));
  const isWell = report.lost.length === 0 && report.surplus === 0 && report.ledgerHolds && report.logHolds;
  process.exitCode = isWell ? 0 : 1;
} else {
  console.error(`failover: ${missing}`);
  process.exitCode = 2;
}
