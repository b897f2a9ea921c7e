import { keepHouse } from "#app/keep-house.ts";
import type { AppContext } from "#app/context.ts";
import { sendWaiting } from "#app/notification/send-waiting.ts";
import { describeRefusal } from "#api/problem.ts";
import type { FastifyBaseLogger } from "fastify";

/** How often what follows from the day alone is done, milliseconds. */
const EVERY_MS = 60_000;

/**
 * Keeps house now and every minute until `stop` is called, which waits for the round under way, and cuts off the message under way. A round that fails is told and
 * tried again with the next: nothing of it is lost by waiting. Several servers on one database may each do it. E-mail is sent beside
 * it, so that a slow mail server holds nothing else up.
 */
export function startHouseKeeping(
  context: AppContext,
  log: FastifyBaseLogger,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const house = repeat(keepingHouse(context, log), (error) => log.error(error, "house-keeping failed"));
  const mail = repeat(sendingMail(context, log, stopping.signal), (error) =>
    log.error(error, "sending e-mail failed"),
  );
  const begin = (): void => {
    house.begin();
    mail.begin();
  };
  begin();
  const timer = setInterval(begin, EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await Promise.all([house.ended(), mail.ended()]);
    },
  };
}

/** Rounds of work of which one is under way at a time: what is begun meanwhile is left out. */
function repeat(work: () => Promise<void>, tell: (error: unknown) => void) {
  let running: Promise<void> = Promise.resolve();
  let isBusy = false;
  const round = async (): Promise<void> => {
    isBusy = true;
    try {
      await work();
    } catch (error) {
      tell(error);
    } finally {
      isBusy = false;
    }
  };
  return {
    begin: (): void => {
      if (!isBusy) running = round();
    },
    ended: (): Promise<void> => running,
  };
}

function keepingHouse(context: AppContext, log: FastifyBaseLogger) {
  let told = "";
  return async (): Promise<void> => {
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
  };
}

function sendingMail(context: AppContext, log: FastifyBaseLogger, signal: AbortSignal) {
  return async (): Promise<void> => {
    const { failures } = await sendWaiting(context, signal);
    for (const failure of failures) log.warn(failure);
  };
}
