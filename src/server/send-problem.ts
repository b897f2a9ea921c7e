import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { describeProblem, PROBLEM_TYPE } from "#api/problem.ts";
import type { ServerRefusal } from "#api/server-refusals.ts";
import type { RefusalShape } from "#core/result.ts";

/** Sends a refusal as problem details, numbered with the request. */
export function sendProblem(reply: FastifyReply, refusal: RefusalShape | ServerRefusal): FastifyReply {
  const problem = describeProblem(refusal, reply.request.id);
  const wait = "retryAfterSeconds" in problem ? Number(problem["retryAfterSeconds"]) : undefined;
  if (wait !== undefined) reply.header("retry-after", String(Math.ceil(wait)));
  if (problem.status === 401) reply.header("www-authenticate", 'ApiKey header="X-API-Key"');
  return reply
    .code(problem.status)
    .header("cache-control", "no-store")
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problem));
}

/** Answers what is thrown, and addresses that lead nowhere, with problem details. */
export function setProblemHandlers(app: FastifyInstance, bytesMax: number): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = readError(error, request, bytesMax);
    if (FAULTS.has(refusal.code)) logFault(request.log, error);
    return sendProblem(reply, refusal);
  });
}

/** The refusal for an address that leads nowhere. */
export function refuseAddress(request: FastifyRequest): ServerRefusal {
  const path = request.url.split("?")[0] ?? "";
  return { code: "unknown_address", method: request.method, path: path.slice(0, 200) };
}

function logFault(log: FastifyBaseLogger, error: FastifyError): void {
  log.error({ err: error }, "request failed");
}

/** What whoever runs the server has to know of. */
const FAULTS: ReadonlySet<string> = new Set(["internal_error", "storage_full", "unavailable"]);

/** Too many at once: for a connection, or for one lock. */
const OVERLOADS: readonly string[] = [
  "FST_UNDER_PRESSURE",
  "WELLSPRING_POOL_QUEUE_FULL",
  "55P03", // a lock that others have held for longer than its bound
];

/** The server's disk, or its quota, is full. */
const STORAGE_FULL: readonly string[] = ["53100"];

/** Database faults after which the same request may well succeed: no connection, shutting down, out of connections. */
const PASSING_FAULTS: readonly string[] = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
  "08000",
  "08003",
  "08006",
  "25006", // a server that has become a standby
  "25P03", // a transaction that stood idle for too long
  "53200",
  "53300",
  "57014", // a statement that took longer than its bound
  "57P01",
  "57P02",
  "57P03",
];

/** How the driver says that a connection could not be had, or broke under a transaction. */
const CONNECTION_LOST =
  /timeout exceeded when trying to connect|Connection terminated|has encountered a connection error/;

function readError(error: FastifyError, request: FastifyRequest, bytesMax: number): ServerRefusal {
  switch (error.code) {
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return {
        code: "unsupported_media_type",
        found: request.headers["content-type"]?.slice(0, 120) ?? null,
      };
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return { code: "body_too_large", bytesMax };
    case "FST_ERR_CTP_INVALID_JSON_BODY":
      return { code: "unreadable_body", reason: error.message };
    default:
      break;
  }
  if (error instanceof SyntaxError) return { code: "unreadable_body", reason: error.message };
  if (OVERLOADS.includes(error.code)) return { code: "overloaded", retryAfterSeconds: 10 };
  if (STORAGE_FULL.includes(error.code)) return { code: "storage_full", retryAfterSeconds: 60 };
  if (PASSING_FAULTS.includes(error.code) || CONNECTION_LOST.test(error.message)) {
    return { code: "unavailable", retryAfterSeconds: 5 };
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return { code: "bad_request", reason: error.message };
  return { code: "internal_error" };
}
