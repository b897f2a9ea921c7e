import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import underPressure from "@fastify/under-pressure";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from "fastify";
import type { IncomingMessage } from "node:http";
import type { AppContext } from "#app/context.ts";
import type { Auth } from "./auth.ts";
import { addAuthRoutes } from "./auth-routes.ts";
import { boundRequests } from "./admission.ts";
import { bindOperations } from "./bind-operations.ts";
import { compressAnswers } from "./compression.ts";
import { addDocuments, registerDocument } from "./documents.ts";
import { addHealth } from "./health.ts";
import { openGates } from "./gate.ts";
import { createIdentify } from "./identify.ts";
import type { ServerLimits } from "./limits.ts";
import { addLogFiles } from "./log-files.ts";
import { addMetrics, type Probes } from "./metrics.ts";
import { addPages } from "./pages.ts";
import { handlers } from "./routes/handlers.ts";
import { setProblemHandlers } from "./send-problem.ts";
import { cutSlowClients, describeConnections } from "./slow-clients.ts";

/** What the server is given: it opens nothing itself. */
export interface AppDependencies {
  readonly context: AppContext;
  readonly auth: Auth;
  readonly probes: Probes;
  readonly version: string;
  /** Where the built pages are. */
  readonly webDirectory: string;
  /** Proxies in front, each of which adds the address it was asked from to `X-Forwarded-For`. */
  readonly proxyHops: number;
  /** Whether people reach the server by https. */
  readonly isSecure: boolean;
  readonly limits: ServerLimits;
  readonly log: FastifyBaseLogger;
}

/** Bytes of a body at most: 2,000 lines of a call take well below half of it. */
const BODY_BYTES_MAX = 1_048_576;

/** Addresses and accounts whose requests are counted at once; beyond it, the longest unseen is forgotten. */
const COUNTED_MAX = 50_000;

/** A request's number as a proxy may give it. */
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** Returns the HTTP server with every route, ready to listen. */
export async function buildApp(dependencies: AppDependencies): Promise<FastifyInstance> {
  const { context, auth, probes, version, limits, log } = dependencies;
  const gates = openGates(limits);
  const app: FastifyInstance = Fastify({
    ...describeConnections(limits),
    loggerInstance: log,
    bodyLimit: BODY_BYTES_MAX,
    // Only as many entries of X-Forwarded-For as there are proxies, from the right: what is left of them, whoever
    // asks has written.
    trustProxy: dependencies.proxyHops === 0 ? false : (_, hop) => hop < dependencies.proxyHops,
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => readRequestId(request) ?? context.newId(),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    forceCloseConnections: "idle",
  });
  // Validation names all problems of all parts at once, and answers are written by their schema: see bindOperations.
  app.setValidatorCompiler(() => (value) => ({ value }));
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.decorateRequest("actor", null);
  acceptEmptyBodies(app);
  setProblemHandlers(app, BODY_BYTES_MAX);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  cutSlowClients(app, limits);
  await app.register(helmet, describeSecurity(dependencies.isSecure));
  await app.register(rateLimit, { global: false, cache: COUNTED_MAX });
  await app.register(underPressure, { maxEventLoopDelay: limits.eventLoopDelayMaxMs, retryAfter: 10 });
  boundRequests(app, limits.requestsMax);
  await compressAnswers(app);
  await registerDocument(app, version);
  addMetrics(app, probes);
  bindOperations(app, { context, handlers, identify: createIdentify(app, auth), gates });
  addLogFiles(app, context, gates.logFiles);
  addHealth(app, probes, version);
  addAuthRoutes(app, auth, gates.passwords);
  await addDocuments(app);
  await addPages(app, dependencies.webDirectory, gates.drawings);
  return app;
}

function readRequestId(request: IncomingMessage): string | undefined {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && REQUEST_ID.test(given) ? given : undefined;
}

/** A command without a body may say that it is JSON all the same. */
function acceptEmptyBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser(["application/json", "text/plain"]);
  app.addContentTypeParser(
    "application/json",
    { parseAs: "string" },
    (request: FastifyRequest, text: string, done) => {
      if (text.trim() === "") done(null, undefined);
      else void parse(request, text, done);
    },
  );
}

/** Headers that keep pages to this host alone: no script, style, font or connection from anywhere else. */
function describeSecurity(isSecure: boolean) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'self'"],
        // The reader of barcodes is WebAssembly: compiled, as is nothing else that is text.
        "script-src": ["'self'", "'wasm-unsafe-eval'"],
        // The pages' components set styles on elements as they are shown.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        ...(isSecure ? { "upgrade-insecure-requests": [] } : {}),
      },
    },
    strictTransportSecurity: isSecure ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: "same-origin" as const },
  };
}
