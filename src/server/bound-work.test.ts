import rateLimit from "@fastify/rate-limit";
import { fastify, type FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import type { OperationName } from "#api/contract.ts";
import { accept, type RefusalShape, type Result } from "#core/result.ts";
import { boundWork } from "./bound-work.ts";
import { openGates } from "./gate.ts";
import { LIMITS } from "./limits.ts";

/** How operations are run, and the request of a reader who has not signed in. */
async function openBounds() {
  const app = fastify();
  await app.register(rateLimit, { global: false });
  await app.ready();
  const runAll = boundWork(app, openGates(LIMITS));
  const { signal } = new AbortController();
  const run = async (
    of: FastifyRequest,
    name: OperationName,
    begin: () => Promise<Result<unknown, RefusalShape>>,
  ) => await runAll(of, name, { run: begin, signal });
  // All that is looked at of a request.
  const looked = { actor: null, ip: "192.0.2.1", headers: {}, routeOptions: { config: {} } };
  return { app, run, request: looked as unknown as FastifyRequest };
}

test("trials are let in two at once, ten wait, the rest are turned away; meanwhile everything else is read", async () => {
  const { app, run, request } = await openBounds();
  const enders: (() => void)[] = [];
  const ask = async (name: OperationName) =>
    await run(request, name, async () => {
      await new Promise<void>((resolve) => enders.push(resolve));
      return accept(name);
    });
  const names = Array.from(
    { length: 13 },
    (_, i): OperationName => (i % 2 === 0 ? "tryRound" : "compareRoundPolicies"),
  );
  const asked = names.map(ask);
  expect(await Promise.race(asked)).toEqual({
    ok: false,
    refusal: { code: "overloaded", retryAfterSeconds: 2 },
  });
  expect(enders).toHaveLength(2);
  for (const name of ["getRound", "listRounds", "raiseCall", "planRound"] as const) {
    expect(await run(request, name, async () => await Promise.resolve(accept(name)))).toEqual(accept(name));
  }
  let ended = 0;
  for (let end = enders.shift(); ended < 12; end = enders.shift()) {
    if (end === undefined) await new Promise((resolve) => setImmediate(resolve));
    else {
      end();
      ended += 1;
    }
  }
  expect((await Promise.all(asked)).filter(({ ok }) => ok)).toHaveLength(12);
  await app.close();
});

test.each<OperationName>(["openEntry", "proveConsistency", "proveInclusion"])(
  "%s is let in a few at a time, and so often for each reader",
  async (name) => {
    const { app, run, request } = await openBounds();
    let atOnce = 0;
    let most = 0;
    const ask = async () =>
      await run(request, name, async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce -= 1;
        return accept(name);
      });
    const answers = [];
    for (let round = 0; round < 7; round += 1) {
      answers.push(...(await Promise.all(Array.from({ length: 40 }, ask))));
    }
    const codes = answers.map((answer) => (answer.ok ? "ok" : answer.refusal.code));
    expect([most, codes.indexOf("too_many_requests")]).toEqual([5, 240]);
    await app.close();
  },
);
