import { writeChainCursor } from "#api/cursor.ts";
import type { ledgerEndpoints } from "#api/ledger.ts";
import { readLedgerCheck } from "#app/ledger/check-ledger.ts";
import { correctEntry } from "#app/ledger/correct-entry.ts";
import { follow } from "#app/ledger/follow.ts";
import { readEntry } from "#app/ledger/read-entry.ts";
import { recordUse } from "#app/ledger/record-use.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readChainRequest } from "../page-request.ts";

export const ledgerHandlers = {
  checkLedger: async (_, { context, actor }) => await readLedgerCheck(context, actor),
  getEntry: async ({ params }, { context, actor }) => await readEntry(context, actor, params.entryId),
  correctEntry: async ({ params, body }, { context, meta }) =>
    await correctEntry(context, meta, { ...params, ...body }),
  recordUse: async ({ body }, { context, meta }) => await recordUse(context, meta, body),
  follow: async ({ params, query }, { context, actor }) => {
    const page = readChainRequest(query);
    if (!page.ok) return page;
    const found = await follow(context, params.identifier, { ...page.value, actor: actor ?? undefined });
    if (!found.ok) return found;
    const { next, ...shown } = found.value;
    return accept({ ...shown, nextCursor: writeChainCursor(next) });
  },
} satisfies Pick<Handlers, keyof typeof ledgerEndpoints>;
