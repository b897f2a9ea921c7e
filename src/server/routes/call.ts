import type { callEndpoints } from "#api/call.ts";
import { writeNeedCursor } from "#api/cursor.ts";
import { confirmCall } from "#app/call/confirm-call.ts";
import { estimateCall } from "#app/call/estimate-call.ts";
import { raiseCall } from "#app/call/raise-call.ts";
import { readCallAnswers } from "#app/call/read-call-answers.ts";
import { readOpenNeeds } from "#app/call/read-open-needs.ts";
import { readCall, readCalls } from "#app/call/read-calls.ts";
import { withdrawCall } from "#app/call/withdraw-call.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readNeedRequest, readPageRequest, showPage } from "../page-request.ts";

export const callHandlers = {
  listCalls: async ({ query }, { context }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const { party: partyCode, status, scenario = null } = query;
    return accept(showPage(await readCalls(context, { partyCode, status, scenario }, page.value)));
  },
  getCall: async ({ params }, { context }) => await readCall(context, params.callId),
  listCallAnswers: async ({ params }, { context, actor }) =>
    await readCallAnswers(context, actor ?? undefined, params.callId),
  listOpenNeeds: async ({ query }, { context }) => {
    const page = readNeedRequest(query);
    if (!page.ok) return page;
    const { items, scenario = null } = query;
    const itemIds = items === undefined ? null : [...new Set(items.split(","))];
    const found = await readOpenNeeds(context, { ...page.value, itemIds, scenario });
    if (!found.ok) return found;
    const { next, ...shown } = found.value;
    return accept({ ...shown, nextCursor: writeNeedCursor(next) });
  },
  estimateCall: async ({ query }, { context }) => estimateCall(context, query),
  raiseCall: async ({ body }, { context, meta }) => await raiseCall(context, meta, body),
  confirmCall: async ({ params }, { context, meta }) => await confirmCall(context, meta, params),
  withdrawCall: async ({ params }, { context, meta }) => await withdrawCall(context, meta, params),
} satisfies Pick<Handlers, keyof typeof callEndpoints>;
