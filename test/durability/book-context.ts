import { join } from "node:path";
import { v7 } from "uuid";
import type { AppContext } from "#app/context.ts";
import { loadReference } from "#app/reference/load-reference.ts";
import { asInstant } from "#core/time.ts";
import { getLogKeyDirectory } from "#store/log-key-file.ts";
import type { Database } from "#store/schema.ts";

/** What use cases are given; the log's keys are those of `home`, left out: of this process's environment. */
export async function makeContext(database: Database, home?: string): Promise<AppContext> {
  return {
    database,
    reference: await loadReference(),
    now: () => asInstant(new Date().toISOString()),
    newId: () => v7(),
    logKeys: { directory: home === undefined ? getLogKeyDirectory() : join(home, "log-keys"), host: null },
  };
}
