import type { assetEndpoints } from "#api/asset.ts";
import type { equipmentEndpoints } from "#api/equipment.ts";
import { readAsset, readAssetCounts, readAssets } from "#app/equipment/read-assets.ts";
import { readModel, readModelUnits } from "#app/equipment/read-model.ts";
import { readRun } from "#app/equipment/read-run.ts";
import { readShares, writeSharesCsv } from "#app/equipment/read-shares.ts";
import { registerAssets } from "#app/equipment/register-assets.ts";
import { readModels, registerModel } from "#app/equipment/register-model.ts";
import { sendAssets } from "#app/equipment/send-assets.ts";
import { readReadiness, stateReadiness } from "#app/equipment/state-readiness.ts";
import { stateSupplyModel } from "#app/equipment/state-supply-model.ts";
import { takeAssetStep } from "#app/equipment/take-asset-step.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readPageRequest, showPage } from "../page-request.ts";

export const equipmentHandlers = {
  listEquipmentModels: async ({ query }, { context }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    return accept(showPage(await readModels(context, { itemId: query.item }, page.value)));
  },
  getEquipmentModel: async ({ params }, { context }) => await readModel(context, params.modelId),
  listModelUnits: async ({ params, query }, { context, actor }) =>
    await readModelUnits(context, actor, { modelId: params.modelId, partyCode: query.party }),
  registerEquipmentModel: async ({ body }, { context, meta }) => await registerModel(context, meta, body),
  stateSupplyModel: async ({ params, body }, { context, meta }) =>
    await stateSupplyModel(context, meta, { ...params, ...body }),
  getSiteReadiness: async ({ params }, { context }) => await readReadiness(context, params.siteId),
  stateSiteReadiness: async ({ params, body }, { context, meta }) =>
    await stateReadiness(context, meta, { ...params, ...body }),
  getRunAnswer: async ({ params, query }, { context }) => await readRun(context, params, query.quantity ?? 1),
  listAssets: async ({ query }, { context, actor }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const { party: partyCode, item: itemId, due, cursor: _cursor, limit: _limit, ...rest } = query;
    const filter = { ...rest, partyCode, itemId, isDue: due === "true" };
    return accept(showPage(await readAssets(context, actor, filter, page.value)));
  },
  countAssets: async ({ query }, { context, actor }) => {
    const { party: partyCode, item: itemId, siteId, modelId } = query;
    return accept(await readAssetCounts(context, actor, { partyCode, itemId, siteId, modelId }));
  },
  getAsset: async ({ params }, { context, actor }) => await readAsset(context, actor, params.assetId),
  registerAssets: async ({ body }, { context, meta }) => await registerAssets(context, meta, body),
  takeAssetStep: async ({ params, body }, { context, meta }) =>
    await takeAssetStep(context, meta, { ...params, ...body }),
  sendAssets: async ({ params, body }, { context, meta }) =>
    await sendAssets(context, meta, { ...params, ...body }),
  getEquipmentShares: async ({ query }, { context }) => {
    const { by, item: itemId, recipient: partyCode, siteId } = query;
    return accept(await readShares(context, { by, itemId, partyCode, siteId }));
  },
  getEquipmentSharesCsv: async ({ query }, { context }) => {
    const { by, item: itemId, recipient: partyCode, siteId } = query;
    return accept(await writeSharesCsv(context, { by, itemId, partyCode, siteId }));
  },
} satisfies Pick<Handlers, keyof typeof equipmentEndpoints | keyof typeof assetEndpoints>;
