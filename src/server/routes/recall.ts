import { writeCursor } from "#api/cursor.ts";
import type { recallEndpoints } from "#api/recall.ts";
import { accountForRecalled } from "#app/recall/account-for-recalled.ts";
import { acknowledgeRecall } from "#app/recall/acknowledge-recall.ts";
import { closeRecall, liftRecall } from "#app/recall/end-recall.ts";
import { readAwaitingRecalls, readHolders, readRecall, readRecalls } from "#app/recall/read-recalls.ts";
import { startRecall } from "#app/recall/start-recall.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readKeyPageRequest, readPageRequest, showPage } from "../page-request.ts";

export const recallHandlers = {
  listRecalls: async ({ query }, { context }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const { status, scenario = null } = query;
    return accept(showPage(await readRecalls(context, { status, scenario }, page.value)));
  },
  listAwaitingRecalls: async ({ query }, { context, actor }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    return accept(showPage(await readAwaitingRecalls(context, actor, page.value)));
  },
  getRecall: async ({ params }, { context }) => await readRecall(context, params.recallId),
  listRecallHolders: async ({ params, query }, { context, actor }) => {
    const page = readKeyPageRequest(query);
    if (!page.ok) return page;
    const asked = { ...page.value, of: query.of };
    const read = await readHolders(context, actor, params.recallId, asked);
    if (!read.ok) return read;
    const { items, nextKey } = read.value;
    return accept({ items, nextCursor: nextKey === null ? null : writeCursor([nextKey]) });
  },
  startRecall: async ({ body: { scenario = null, ...command } }, { context, meta }) =>
    await startRecall(context, meta, command, { scenario }),
  acknowledgeRecall: async ({ params, body }, { context, meta }) =>
    await acknowledgeRecall(context, meta, { ...params, ...body }),
  accountForRecalled: async ({ params, body }, { context, meta }) =>
    await accountForRecalled(context, meta, { ...params, ...body }),
  closeRecall: async ({ params }, { context, meta }) => await closeRecall(context, meta, params),
  liftRecall: async ({ params }, { context, meta }) => await liftRecall(context, meta, params),
} satisfies Pick<Handlers, keyof typeof recallEndpoints>;
