import { keepHouse } from "#app/keep-house.ts";
import type { AppContext } from "#app/context.ts";

/** How often what follows from the day alone is done, milliseconds. */
const EVERY_MS = 60_000;

/**
 * Keeps house now and every minute until `stop` is called, which waits for the round under way. A round that fails is told and
 * tried again with the next: nothing of it is lost by waiting. Several servers on one database may each do it.
 */
export function startHouseKeeping(
  context: AppContext,
  tell: (error: unknown) => void,
): { readonly stop: () => Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let isBusy = false;
  const round = async (): Promise<void> => {
    isBusy = true;
    try {
      await keepHouse(context);
    } catch (error) {
      tell(error);
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
