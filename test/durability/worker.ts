import { setTimeout as sleep } from "node:timers/promises";
import { keepHouse } from "#app/keep-house.ts";
import { openDatabase } from "#store/database.ts";
import { makeContext } from "./book-context.ts";

/**
 * The worker of a machine under test: keeps house as a server does each minute, but over and over, in a process of its own:
 * numbers, logs and signs what was posted, and brings the roll-up up to date. Ends when its parent does, or tells it to.
 */
let isOver = false;
process.once("disconnect", () => (isOver = true));

const opened = await openDatabase({ applicationName: "wellspring-worker" });
try {
  const context = await makeContext(opened.db);
  process.send?.({ ready: true });
  while (!isOver) {
    try {
      const { unsigned } = await keepHouse(context);
      if (unsigned !== null) process.stderr.write(`not signed: ${JSON.stringify(unsigned)}\n`);
    } catch (error) {
      // The database is killed under it, and started again: told, and tried again with the next round, as the server does.
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
    await sleep(50);
  }
} finally {
  await opened.close();
}
