import { expect, test } from "vitest";
import { findMissing } from "./cluster.ts";
import { runFailover } from "./run-failover.ts";

test("what was acknowledged is there after the server that takes writes was killed, and the ledger and its log hold", {
  timeout: 300_000,
}, async (context) => {
  const missing = findMissing();
  if (missing !== null) context.skip(missing);
  const report = await runFailover({ times: 1, victim: "server", tell: () => undefined });
  expect(report).toMatchObject({ kills: 1, lost: [], surplus: 0, ledgerHolds: true, logHolds: true });
  expect(report.acknowledged).toBeGreaterThan(40);
  expect(report.failedTries).toBeGreaterThan(0);
});
