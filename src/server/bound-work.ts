import type {} from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { contract, type OperationName } from "#api/contract.ts";
import type { TooManyRequestsRefusal } from "#api/server-refusals.ts";
import { type RefusalShape, type Result, refuse } from "#core/result.ts";
import type { Door, Gates } from "./gate.ts";

/** Readings that add up or list much of the book, or of the log; and documents, which take the thread to be drawn. */
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
  "listArrivals",
  "openEntry",
  "printCommercialStatement",
  "printCustomsData",
  "printDonationCertificate",
  "printGoodsLabels",
  "printPackageLabels",
  "printPackingList",
  "proveConsistency",
  "proveInclusion",
]);

/** Questions that are answered by solving a round's problem again, in a thread each, for minutes where it is large. */
const TRIALS: ReadonlySet<OperationName> = new Set<OperationName>([
  "comparePolicies",
  "compareRoundPolicies",
  "tryRound",
]);

/** What takes long for another reason than that it reads much: a thread that plans, or the hash of a password. */
const SLOW: Readonly<Partial<Record<OperationName, Door>>> = {
  planRound: "plans",
  acceptInvitation: "passwords",
};

/** Heavy readings and trials for each minute and person, or address of somebody who has not signed in. */
const READINGS_MAX = 240;

/** Runs an operation when its door lets it in; of heavy readings and trials so many for each reader. */
export type RunBounded = (
  request: FastifyRequest,
  name: OperationName,
  work: {
    readonly run: () => Promise<Result<unknown, RefusalShape>>;
    /** Aborted when its sender has gone: whoever waits makes room. */
    readonly signal: AbortSignal;
  },
) => Promise<Result<unknown, RefusalShape>>;

/** Returns how operations are run. Refuses with `too_many_requests`, `overloaded`, beside what they refuse. */
export function boundWork(app: FastifyInstance, gates: Gates): RunBounded {
  const count = app.createRateLimit({
    max: READINGS_MAX,
    timeWindow: "1 minute",
    keyGenerator: (request) => `reading ${request.actor?.userId ?? request.ip}`,
  });
  return async (request, name, { run, signal }) => {
    const door = findDoor(name);
    if (door === "heavyReadings" || door === "trials") {
      const bound = await count(request);
      if (!bound.isAllowed && bound.isExceeded) {
        const refusal: TooManyRequestsRefusal = {
          code: "too_many_requests",
          retryAfterSeconds: bound.ttlInSeconds,
        };
        return refuse(refusal);
      }
    }
    const done = await gates[door].run(run, signal);
    return done.isDone ? done.value : refuse(done.refusal);
  };
}

function findDoor(name: OperationName): Door {
  if (TRIALS.has(name)) return "trials";
  if (HEAVY.has(name)) return "heavyReadings";
  return SLOW[name] ?? (contract[name].command ? "commands" : "readings");
}
