import { findRoom } from "#core/cold-chain/cold-capacity.ts";
import { COLD_CLASSES } from "#core/cold-chain/cold-class.ts";
import type { SiteId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { findHeldCapacity, listColdCapacities, listStored } from "#store/cold-capacity.ts";
import { findSites } from "#store/site.ts";
import type { AppContext } from "../context.ts";

/** What has been stated of every place, or of one site: what holds now, or (`history`) everything, the newest first. */
export async function readColdCapacities(
  { database }: AppContext,
  { siteId, history = false }: { readonly siteId?: SiteId | undefined; readonly history?: boolean },
) {
  return await listColdCapacities(database, { siteId }, { newest: !history });
}

/**
 * The room of a site by class, cubic centimetres: what it holds, what stands there, what is on its way, what is free. `stated` is
 * false where nobody has said what it holds: then nothing is refused there. Refuses with `not_found`.
 */
export async function readColdRoom({ database, reference }: AppContext, siteId: SiteId) {
  if (!(await findSites(database, [siteId])).has(siteId)) {
    return refuse({ code: "not_found", noun: "site", id: siteId });
  }
  const { coldVolumes } = reference;
  const held = await findHeldCapacity(database, siteId);
  const stored = await listStored(database, [siteId]);
  const taken = (state: "standing" | "coming") => {
    const part = stored.filter((one) => one.state === state);
    return findRoom(new Map(), part, coldVolumes) ?? new Map();
  };
  const [standing, coming] = [taken("standing"), taken("coming")];
  return accept({
    siteId,
    stated: held !== undefined,
    classes: COLD_CLASSES.map((temperatureClass) => {
      const filled = 0 - (standing.get(temperatureClass) ?? 0);
      const onItsWay = 0 - (coming.get(temperatureClass) ?? 0);
      const capacity = held?.get(temperatureClass) ?? null;
      const free = capacity === null ? null : Math.max(0, capacity - filled - onItsWay);
      return { temperatureClass, held: held === undefined ? null : (capacity ?? 0), filled, onItsWay, free };
    }),
  });
}
