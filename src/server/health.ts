import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { API_PREFIX } from "#api/contract.ts";
import { ALWAYS_ADMITTED } from "./admission.ts";
import type { Probes } from "./metrics.ts";
import { sendProblem } from "./send-problem.ts";

/** Adds what a supervisor asks: whether the process lives, and whether it can work. */
export function addHealth(app: FastifyInstance, probes: Probes, version: string): void {
  const described = (summary: string, response: z.ZodType) => ({
    summary,
    tags: ["operation"],
    response: { 200: response },
  });
  app.get(
    `${API_PREFIX}/health`,
    {
      schema: {
        operationId: "getHealth",
        ...described(
          "Whether the process answers",
          z.object({ status: z.literal("ok"), version: z.string() }),
        ),
      },
      config: ALWAYS_ADMITTED,
      logLevel: "warn",
    },
    async (_, reply) => await reply.header("cache-control", "no-store").send({ status: "ok", version }),
  );
  app.get(
    `${API_PREFIX}/ready`,
    {
      schema: {
        operationId: "getReadiness",
        ...described(
          "Whether the database answers and is at this version",
          z.object({ status: z.literal("ready") }),
        ),
      },
      config: ALWAYS_ADMITTED,
      logLevel: "warn",
    },
    async (request, reply) => {
      try {
        await probes.checkReady();
      } catch (error) {
        request.log.warn({ err: error }, "not ready");
        return sendProblem(reply, { code: "unavailable", retryAfterSeconds: 5 });
      }
      return await reply.header("cache-control", "no-store").send({ status: "ready" });
    },
  );
}
