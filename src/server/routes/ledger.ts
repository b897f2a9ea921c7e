import type { ledgerEndpoints } from "#api/ledger.ts";
import { readLedgerCheck } from "#app/ledger/check-ledger.ts";
import { correctEntry } from "#app/ledger/correct-entry.ts";
import { follow } from "#app/ledger/follow.ts";
import { readEntry } from "#app/ledger/read-entry.ts";
import { recordUse } from "#app/ledger/record-use.ts";
import type { Handlers } from "../handler.ts";

export const ledgerHandlers = {
  checkLedger: async (_, { context, actor }) => await readLedgerCheck(context, actor),
  getEntry: async ({ params }, { context, actor }) => await readEntry(context, actor, params.entryId),
  correctEntry: async ({ params, body }, { context, meta }) =>
    await correctEntry(context, meta, { ...params, ...body }),
  recordUse: async ({ body }, { context, meta }) => await recordUse(context, meta, body),
  follow: async ({ params }, { context }) => await follow(context, params.identifier),
} satisfies Pick<Handlers, keyof typeof ledgerEndpoints>;
