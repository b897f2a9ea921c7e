import type { coldChainEndpoints } from "#api/cold-chain.ts";
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
} satisfies Pick<Handlers, keyof typeof coldChainEndpoints>;
