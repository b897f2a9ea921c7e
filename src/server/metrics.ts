import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { ALWAYS_ADMITTED } from "./admission.ts";

/** What the server tells of itself beside its requests. */
export interface Probes {
  /** Connections of the pool: all, idle, and requests that wait for one. */
  readonly countConnections: () => {
    readonly total: number;
    readonly idle: number;
    readonly waiting: number;
  };
  /** The position of the newest numbered entry of the ledger; rejects when the database does not answer. */
  readonly readLedgerPosition: () => Promise<number>;
  /** Resolves when the database answers and is at this program's version; rejects otherwise. */
  readonly checkReady: () => Promise<void>;
}

/** Upper bounds of the durations counted, seconds. */
const DURATION_BOUNDS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counts requests by method, route and status, and serves the figures at `/metrics` in Prometheus' text form. */
export function addMetrics(app: FastifyInstance, probes: Probes): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "wellspring_" });
  const durations = new Histogram({
    name: "wellspring_http_request_duration_seconds",
    help: "Requests by method, route and status, and how long they took.",
    labelNames: ["method", "route", "status"],
    buckets: DURATION_BOUNDS_SECONDS,
    registers: [registry],
  });
  addGauges(registry, probes);
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    durations.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
  });
  app.get(
    "/metrics",
    { schema: { hide: true }, config: ALWAYS_ADMITTED, logLevel: "warn" },
    async (_, reply) => {
      const text = await registry.metrics();
      return await reply.type(registry.contentType).send(text);
    },
  );
}

function addGauges(registry: Registry, probes: Probes): void {
  new Gauge({
    name: "wellspring_database_connections",
    help: "Connections of the database pool by state; waiting counts requests without one.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const { total, idle, waiting } = probes.countConnections();
      this.set({ state: "busy" }, total - idle);
      this.set({ state: "idle" }, idle);
      this.set({ state: "waiting" }, waiting);
    },
  });
  new Gauge({
    name: "wellspring_ledger_position",
    help: "Position of the newest numbered entry of the ledger; absent while the database does not answer.",
    registers: [registry],
    async collect() {
      try {
        this.set(await probes.readLedgerPosition());
      } catch {
        this.remove(); // the other figures are wanted most of all when the database is gone
      }
    },
  });
}
