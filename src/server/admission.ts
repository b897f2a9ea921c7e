import type {} from "@fastify/under-pressure";
import type { FastifyContextConfig, FastifyInstance } from "fastify";
import { sendProblem } from "./send-problem.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether it is answered however much there is to do. */
    isAlwaysAdmitted?: boolean;
    /** What `under-pressure` asks before it turns a request away: nothing said, it is let in. */
    pressureHandler?: () => void;
  }
}

/** For routes that tell how the server is: they are wanted most of all when it has too much to do. */
export const ALWAYS_ADMITTED: FastifyContextConfig = {
  isAlwaysAdmitted: true,
  pressureHandler: () => undefined,
};

const RETRY_AFTER_SECONDS = 5;

/**
 * Turns requests away while more than `requestsMax` are under way, before their bodies are read: the doors bound what is worked
 * on, this bounds what is held in memory for it. Refuses with `overloaded`.
 */
export function boundRequests(app: FastifyInstance, requestsMax: number): void {
  let underWay = 0;
  app.addHook("onRequest", async (request, reply) => {
    if (request.routeOptions.config.isAlwaysAdmitted === true) return undefined;
    if (underWay >= requestsMax) {
      return sendProblem(reply, { code: "overloaded", retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    underWay += 1;
    reply.raw.once("close", () => {
      underWay -= 1;
    });
    return undefined;
  });
}
