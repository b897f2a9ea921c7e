import { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { ServerLimits } from "./limits.ts";

/**
 * Sees to it that nobody holds a connection by being slow: a request that does not come in its time is answered 408 and
 * cut off; an answer of which nothing is taken, or that is not taken whole in its time, is given up. By then it holds
 * memory alone: every answer is made, and the database free again, before its first byte is sent.
 */
export function cutSlowClients(app: FastifyInstance, limits: ServerLimits): void {
  app.server.maxConnections = limits.connectionsMax;
  app.addHook("onSend", (request, reply, payload, done) => {
    // The request's: an answer that waits for the one before it, on the same connection, has none yet.
    const { socket } = request.raw;
    if (!(socket instanceof Socket)) return done(null, payload); // asked without a network
    // Without a listener of its own a socket on which nothing moves for so long is closed. The platform takes the bound back
    // with the next request on the connection.
    socket.setTimeout(limits.stalledMs);
    const late = setTimeout(() => socket.destroy(), limits.answerWithinMs);
    late.unref();
    reply.raw.once("close", () => clearTimeout(late));
    return done(null, payload);
  });
}

/** The platform's own bounds, for the server's making. */
export function describeConnections(limits: ServerLimits) {
  return {
    requestTimeout: limits.requestWithinMs,
    maxRequestsPerSocket: limits.requestsPerConnectionMax,
    http: {
      headersTimeout: limits.headWithinMs,
      connectionsCheckingInterval: limits.lookEveryMs,
    },
  };
}
