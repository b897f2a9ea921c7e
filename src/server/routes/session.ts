import type { sessionEndpoints } from "#api/session.ts";
import { countStock } from "#app/ledger/count-stock.ts";
import { correctSession } from "#app/session/correct-session.ts";
import { exportSession } from "#app/session/export-fhir.ts";
import { readDoses } from "#app/session/read-doses.ts";
import { readReceivedAgainstGiven } from "#app/session/read-received-against-given.ts";
import { readSession } from "#app/session/read-session.ts";
import { readSessions } from "#app/session/read-sessions.ts";
import { recordSession } from "#app/session/record-session.ts";
import { settleDoses } from "#app/session/settle-doses.ts";
import type { Handlers } from "../handler.ts";

export const sessionHandlers = {
  listSessions: async ({ query }, { context, actor }) => await readSessions(context, actor, query),
  getSession: async ({ params }, { context, actor }) => await readSession(context, actor, params),
  exportSession: async ({ params }, { context, actor }) => await exportSession(context, actor, params),
  recordSession: async ({ body }, { context, meta }) => await recordSession(context, meta, body),
  correctSession: async ({ params, body }, { context, meta }) =>
    await correctSession(context, meta, { ...params, ...body }),
  settleDoses: async ({ body }, { context, meta }) => await settleDoses(context, meta, body),
  countStock: async ({ body }, { context, meta }) => await countStock(context, meta, body),
  getReceivedAgainstGiven: async ({ query }, { context }) => await readReceivedAgainstGiven(context, query),
  getDoses: async ({ query }, { context }) => await readDoses(context, query),
} satisfies Pick<Handlers, keyof typeof sessionEndpoints>;
