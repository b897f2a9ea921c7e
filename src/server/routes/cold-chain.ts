import type { coldChainEndpoints } from "#api/cold-chain.ts";
import { decideColdHold, readColdHolds, readExcursions } from "#app/cold-chain/decide-cold-hold.ts";
import { takeReadings } from "#app/cold-chain/take-readings.ts";
import { readColdCapacities, readColdRoom } from "#app/cold-chain/read-cold-capacity.ts";
import { stateColdCapacity } from "#app/cold-chain/state-cold-capacity.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";

export const coldChainHandlers = {
  listColdCapacities: async ({ query }, { context }) => {
    const { siteId, history } = query;
    return accept({ items: await readColdCapacities(context, { siteId, history: history === "true" }) });
  },
  getColdRoom: async ({ params }, { context }) => await readColdRoom(context, params.siteId),
  stateColdCapacity: async ({ body }, { context, meta }) => await stateColdCapacity(context, meta, body),
  recordTemperatures: async ({ body }, { context, meta }) => await takeReadings(context, meta, body),
  listExcursions: async (_, { context, actor }) => accept({ items: await readExcursions(context, actor) }),
  listColdHolds: async ({ query }, { context, actor }) => {
    return accept({ items: await readColdHolds(context, actor, { decided: query.decided === "true" }) });
  },
  decideColdHold: async ({ params, body }, { context, meta }) =>
    await decideColdHold(context, meta, { ...params, ...body }),
} satisfies Pick<Handlers, keyof typeof coldChainEndpoints>;
