import type { consignmentEndpoints } from "#api/consignment.ts";
import { arriveConsignment } from "#app/consignment/arrive-consignment.ts";
import { cancelConsignment } from "#app/consignment/cancel-consignment.ts";
import { clearExport, clearImport } from "#app/consignment/clear-consignment.ts";
import { departConsignment } from "#app/consignment/depart-consignment.ts";
import { dispatchConsignment } from "#app/consignment/dispatch-consignment.ts";
import { holdConsignment, releaseConsignment } from "#app/consignment/hold-consignment.ts";
import { loseConsignment } from "#app/consignment/lose-consignment.ts";
import { packConsignment } from "#app/consignment/pack-consignment.ts";
import { planConsignment } from "#app/consignment/plan-consignment.ts";
import { readArrivals } from "#app/consignment/read-arrivals.ts";
import { readConsignment, readConsignments } from "#app/consignment/read-consignments.ts";
import { receiveConsignment } from "#app/receipt/receive-consignment.ts";
import { recountConsignment } from "#app/receipt/recount-consignment.ts";
import { settleDifference } from "#app/receipt/settle-difference.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readPageRequest, showPage } from "../page-request.ts";

export const consignmentHandlers = {
  listConsignments: async ({ query }, { context }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    return accept(showPage(await readConsignments(context, query, page.value)));
  },
  getConsignment: async ({ params }, { context }) => await readConsignment(context, params.consignmentId),
  listArrivals: async (_, { context, actor }) => accept(await readArrivals(context, actor)),
  planConsignment: async ({ body }, { context, meta }) => await planConsignment(context, meta, body),
  packConsignment: async ({ params, body }, { context, meta }) =>
    await packConsignment(context, meta, { ...params, ...body }),
  dispatchConsignment: async ({ params, body }, { context, meta }) =>
    await dispatchConsignment(context, meta, { ...params, ...body }),
  cancelConsignment: async ({ params, body }, { context, meta }) =>
    await cancelConsignment(context, meta, { ...params, ...body }),
  clearExport: async ({ params, body }, { context, meta }) =>
    await clearExport(context, meta, { ...params, ...body }),
  departConsignment: async ({ params, body }, { context, meta }) =>
    await departConsignment(context, meta, { ...params, ...body }),
  arriveConsignment: async ({ params, body }, { context, meta }) =>
    await arriveConsignment(context, meta, { ...params, ...body }),
  clearImport: async ({ params, body }, { context, meta }) =>
    await clearImport(context, meta, { ...params, ...body }),
  holdConsignment: async ({ params, body }, { context, meta }) =>
    await holdConsignment(context, meta, { ...params, ...body }),
  releaseConsignment: async ({ params, body }, { context, meta }) =>
    await releaseConsignment(context, meta, { ...params, ...body }),
  loseConsignment: async ({ params, body }, { context, meta }) =>
    await loseConsignment(context, meta, { ...params, ...body }),
  receiveConsignment: async ({ params, body }, { context, meta }) =>
    await receiveConsignment(context, meta, { ...params, ...body }),
  recountConsignment: async ({ params, body }, { context, meta }) =>
    await recountConsignment(context, meta, { ...params, ...body }),
  settleDifference: async ({ params, body }, { context, meta }) =>
    await settleDifference(context, meta, { ...params, ...body }),
} satisfies Pick<Handlers, keyof typeof consignmentEndpoints>;
