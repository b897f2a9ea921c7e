import { keepHouse } from "#app/keep-house.ts";
import type { AppContext } from "#app/context.ts";
import { describeRefusal } from "#api/problem.ts";
import type { FastifyBaseLogger } from "fastify";

/** How often what follows from the day alone is done, milliseconds. */
const EVERY_MS = 60_000;

/**
 * Keeps house now and every minute until `stop` is called, which waits for the round under way. A round that fails is told and
 * tried again with the next: nothing of it is lost by waiting. Several servers on one database may each do it.
 */
export function startHouseKeeping(
  context: AppContext,
  log: FastifyBaseLogger,
): { readonly stop: () => Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let isBusy = false;
  let told = "";
  const round = async (): Promise<void> => {
    isBusy = true;
    try {
      const { unsigned } = await keepHouse(context, {
        // More than one transaction's worth: the log of a database from before there was one.
        onProgress: (done, total) => {
          if (done < total) log.info(`building the ledger's log: ${done} of ${total} entries`);
        },
      });
      const why = unsigned === null ? "" : describeRefusal(unsigned);
      // Once for each reason, not every minute.
      if (why !== "" && why !== told) log.warn(`the ledger's log is not signed here: ${why}`);
      told = why;
    } catch (error) {
      log.error(error, "house-keeping failed");
    } finally {
      isBusy = false;
    }
  };
  const begin = (): void => {
    if (!isBusy) running = round();
  };
  begin();
  const timer = setInterval(begin, EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
