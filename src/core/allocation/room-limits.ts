import type { ColdVolume } from "#core/cold-chain/cold-volume.ts";
import type { PlanReceiving } from "#planner/problem.ts";
import type { PlanPeriods } from "./periods.ts";
import { roomKey } from "./round-keys.ts";
import type { Snapshot, SnapshotRoom } from "./snapshot.ts";

/** A capacity is compared in thousandths, which have to stay whole numbers of a double. */
const CAPACITY_MAX = Math.floor(Number.MAX_SAFE_INTEGER / 1000);

/** What the rows refer to, and what items fill. */
interface RoomFacts {
  /** The items of the problem, in its order. */
  readonly itemIds: readonly string[];
  readonly siteIndex: ReadonlyMap<string, number>;
  readonly coldVolumes: ReadonlyMap<string, ColdVolume>;
}

/**
 * The receiving limits that a snapshot's rooms come to, of sites and lanes that the problem has: what a site can still hold of a
 * class, over the whole plan together, as nothing says when what has come leaves again; and what it can take in, or a lane
 * carry, in each period. Of the classes without any item in the problem there are none. O(rooms × items).
 */
export function listRoomLimits(
  snapshot: Pick<Snapshot, "rooms" | "lanes">,
  periods: PlanPeriods,
  facts: RoomFacts,
): readonly PlanReceiving[] {
  const ends = new Map(snapshot.lanes.map(({ laneId, toSiteId }) => [laneId as string, toSiteId as string]));
  return (snapshot.rooms ?? []).flatMap((room) => {
    const site = facts.siteIndex.get(room.siteId ?? ends.get(room.laneId ?? "") ?? "");
    const items = listItems(room, facts);
    if (site === undefined || items.length === 0) return [];
    const row = {
      site,
      fromPeriod: 0,
      toPeriod: periods.count - 1,
      items,
      ...(room.laneId === null ? {} : { lane: room.laneId }),
      unitCapacity: null,
      volumeCapacityCubicCentimetres: null,
    };
    const limit = (kind: "room" | "intake", capacity: number | null, more: Partial<PlanReceiving>) => {
      if (capacity === null) return [];
      const bound = Math.min(CAPACITY_MAX, Math.max(0, capacity));
      return [{ key: roomKey(kind, room), ...row, ...more, coldVolumeCapacityCubicCentimetres: bound }];
    };
    const { roomCubicCentimetres, perDayCubicCentimetres } = room;
    return [
      ...limit("room", roomCubicCentimetres, { together: true }),
      ...limit("intake", perDayCubicCentimetres === null ? null : perDayCubicCentimetres * periods.days, {}),
    ];
  });
}

function listItems({ temperatureClass }: SnapshotRoom, { itemIds, coldVolumes }: RoomFacts): number[] {
  return itemIds.flatMap((id, index) => {
    return coldVolumes.get(id)?.classes.includes(temperatureClass) === true ? [index] : [];
  });
}
