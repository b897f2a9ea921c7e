import { writeCursor } from "#api/cursor.ts";
import type { referenceEndpoints } from "#api/reference.ts";
import { addLane } from "#app/lane/add-lane.ts";
import { correctLane } from "#app/lane/correct-lane.ts";
import { readLanes } from "#app/lane/read-lanes.ts";
import { retireLane } from "#app/lane/retire-lane.ts";
import { addParty } from "#app/party/add-party.ts";
import { readParty } from "#app/party/read-party.ts";
import { readParties } from "#app/party/read-parties.ts";
import { readCountries, readItems, readNames, readPlaces } from "#app/reference/read-reference.ts";
import { addSite } from "#app/site/add-site.ts";
import { correctSite } from "#app/site/correct-site.ts";
import { readSites } from "#app/site/read-sites.ts";
import { isId, type LaneId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readKeyPageRequest } from "../page-request.ts";

const showCursor = (key: string | null) => (key === null ? null : writeCursor([key]));

export const referenceHandlers = {
  listCountries: async ({ query }, { context }) => accept({ items: readCountries(context, query) }),
  listItems: async (_, { context }) => accept({ items: readItems(context) }),
  getNames: async ({ params }, { context }) => accept(readNames(context, params.language)),
  listPlaces: async (_, { context }) => accept({ items: readPlaces(context) }),
  getParty: async ({ params }, { context }) => await readParty(context, params.code),
  listParties: async ({ query }, { context }) => {
    const page = readKeyPageRequest(query);
    if (!page.ok) return page;
    const { afterKey: afterCode, limit } = page.value;
    const { items, nextCode } = await readParties(context, { kind: query.kind, afterCode, limit });
    return accept({ items, nextCursor: showCursor(nextCode) });
  },
  listSites: async ({ query }, { context }) => {
    const page = readKeyPageRequest(query);
    if (!page.ok) return page;
    const { afterKey: afterCode, limit } = page.value;
    const { items, nextCode } = await readSites(context, { country: query.country, afterCode, limit });
    return accept({ items, nextCursor: showCursor(nextCode) });
  },
  listLanes: async ({ query }, { context }) => {
    const page = readKeyPageRequest(query);
    if (!page.ok) return page;
    const { afterKey, limit } = page.value;
    if (afterKey !== undefined && !isId(afterKey)) {
      return refuse({ code: "malformed", problems: [{ field: "cursor", value: afterKey, rule: "cursor" }] });
    }
    const afterId: LaneId | undefined = afterKey;
    const { scenario = null, site: siteId } = query;
    const { items, nextId } = await readLanes(context, { scenario, siteId, afterId, limit });
    return accept({ items, nextCursor: showCursor(nextId) });
  },
  addParty: async ({ body }, { context, meta }) => await addParty(context, meta, body),
  addSite: async ({ body }, { context, meta }) => await addSite(context, meta, body),
  correctSite: async ({ params, body }, { context, meta }) =>
    await correctSite(context, meta, { ...params, ...body }),
  addLane: async ({ body }, { context, meta }) => await addLane(context, meta, body),
  correctLane: async ({ params, body }, { context, meta }) =>
    await correctLane(context, meta, { ...params, ...body }),
  retireLane: async ({ params }, { context, meta }) => await retireLane(context, meta, params),
} satisfies Pick<Handlers, keyof typeof referenceEndpoints>;
