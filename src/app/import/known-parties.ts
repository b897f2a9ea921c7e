import type { Party } from "#core/party/party.ts";
import { listParties } from "#store/party.ts";
import type { Database } from "#store/schema.ts";

const PAGE = 500;

/** Every party by its code. There are a few hundred: the governments, and those that people added. */
export async function readKnownParties(database: Database): Promise<ReadonlyMap<string, Party>> {
  const known = new Map<string, Party>();
  for (let afterCode: string | undefined; ; ) {
    const page = await listParties(database, {}, { afterCode, limit: PAGE });
    for (const party of page) known.set(party.code, party);
    if (page.length < PAGE) return known;
    afterCode = page.at(-1)?.code;
  }
}
