import type {} from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { OperationName } from "#api/contract.ts";
import type { TooManyRequestsRefusal, UnavailableRefusal } from "#api/refusals.ts";
import { type RefusalShape, type Result, refuse } from "#core/result.ts";
import { openGate } from "./gate.ts";

/** Readings that add up or list much of the book, or of the log. */
const HEAVY: ReadonlySet<OperationName> = new Set<OperationName>([
  "checkLedger",
  "explainRoundLine",
  "explainRoundSupply",
  "follow",
  "getRound",
  "listRoundRows",
  "getStatement",
  "getStatementCsv",
  "getStatementParquet",
  "openEntry",
  "proveConsistency",
  "proveInclusion",
]);

/** Questions that are answered by solving a round's problem again, in a thread each, for minutes where it is large. */
const TRIALS: ReadonlySet<OperationName> = new Set<OperationName>(["compareRoundPolicies", "tryRound"]);

/** Of both, for each minute and person, or address of somebody who has not signed in. */
const READINGS_MAX = 240;

/** At once: the pool has ten connections, and commands need some too. */
const AT_ONCE_MAX = 5;
const WAITING_MAX = 100;
/** Trials have a door of their own, so that they keep nobody from reading; each takes a core, and memory by the size of its problem. */
const TRIALS_AT_ONCE_MAX = 2;
const TRIALS_WAITING_MAX = 10;
const RETRY_AFTER_SECONDS = 5;

/** Runs an operation; of heavy readings and trials so many for each reader and so many at once. */
export type RunBounded = (
  request: FastifyRequest,
  name: OperationName,
  run: () => Promise<Result<unknown, RefusalShape>>,
) => Promise<Result<unknown, RefusalShape>>;

/** Returns how operations are run. Refuses with `too_many_requests`, `unavailable`, beside what they refuse. */
export function boundReadings(app: FastifyInstance): RunBounded {
  const count = app.createRateLimit({
    max: READINGS_MAX,
    timeWindow: "1 minute",
    keyGenerator: (request) => `reading ${request.actor?.userId ?? request.ip}`,
  });
  const readings = openGate({ atOnceMax: AT_ONCE_MAX, waitingMax: WAITING_MAX });
  const trials = openGate({ atOnceMax: TRIALS_AT_ONCE_MAX, waitingMax: TRIALS_WAITING_MAX });
  return async (request, name, run) => {
    const gate = HEAVY.has(name) ? readings : TRIALS.has(name) ? trials : undefined;
    if (gate === undefined) return await run();
    const bound = await count(request);
    if (!bound.isAllowed && bound.isExceeded) return refuseFor("too_many_requests", bound.ttlInSeconds);
    const done = await gate.run(run);
    return done?.value ?? refuseFor("unavailable", RETRY_AFTER_SECONDS);
  };
}

function refuseFor(code: "too_many_requests" | "unavailable", retryAfterSeconds: number) {
  const refusal: TooManyRequestsRefusal | UnavailableRefusal = { code, retryAfterSeconds };
  return refuse(refusal);
}
