import type { FastifyInstance, FastifyReply } from "fastify";

/**
 * Returns a signal for a request: aborted when its sender has gone before the answer, or when the server closes, so that
 * long work ends instead of keeping the server from closing.
 */
export function createLeavingSignals(app: FastifyInstance): (reply: FastifyReply) => AbortSignal {
  const open = new Set<AbortController>();
  app.addHook("preClose", (done) => {
    for (const controller of open) controller.abort();
    done();
  });
  return ({ raw }) => {
    const controller = new AbortController();
    open.add(controller);
    raw.once("close", () => {
      open.delete(controller);
      if (!raw.writableFinished) controller.abort();
    });
    return controller.signal;
  };
}
