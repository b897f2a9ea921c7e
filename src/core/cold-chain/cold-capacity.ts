import { COLD_CLASSES, type ColdClass } from "#core/cold-chain/cold-class.ts";
import { type ColdVolume, fillCubicCentimetres } from "#core/cold-chain/cold-volume.ts";
import type { LaneId, PartyId, SiteId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";

/** A party says all that a site, or a lane, has of cold storage: what it does not name is not there. The newest holds. */
export interface StateColdCapacity {
  readonly partyId: PartyId;
  readonly siteId?: SiteId | undefined;
  readonly laneId?: LaneId | undefined;
  readonly classes: readonly ClassCapacity[];
}

/** What there is of one class, cubic centimetres. */
export interface ClassCapacity {
  readonly temperatureClass: ColdClass;
  /** In all, at a site. */
  readonly heldCubicCentimetres?: number | undefined;
  /** What a site can take in, or a lane carry, in a day; left out for a site: without a limit. */
  readonly perDayCubicCentimetres?: number | undefined;
}

/** The owners of the place that capacity is stated of. */
export interface CapacityFacts {
  /** Of a site its own party; of a lane those of both its ends. `null`: anyone's. */
  readonly owners: readonly (PartyId | null)[];
  /** Whether the sender acts for the secretariat, which may state what anyone's site has. */
  readonly isSecretariat: boolean;
}

/**
 * Every class with what there is of it: 0 of those that the statement does not name.
 *
 * Refuses with `malformed`, every problem at once: `site_or_lane` (neither or both), `place_of_another_party` (a site of
 * nobody's is stated by the secretariat), `doubled_class`, `held_of_a_site` (a site without what it holds in all, a lane with it),
 * `per_day_of_a_lane` (a lane without what it carries in a day).
 */
export function decideColdCapacity(
  command: StateColdCapacity,
  { owners, isSecretariat }: CapacityFacts,
): Result<readonly ClassCapacity[], MalformedRefusal> {
  const { partyId, siteId, laneId, classes } = command;
  const problems: Problem[] = [];
  if ((siteId === undefined) === (laneId === undefined)) {
    problems.push({ field: "siteId", value: siteId ?? null, rule: "site_or_lane" });
  } else if (!owners.includes(partyId) && !(isSecretariat && owners.includes(null))) {
    const field = siteId === undefined ? "laneId" : "siteId";
    problems.push({ field, value: siteId ?? laneId ?? null, rule: "place_of_another_party" });
  }
  const isSite = siteId !== undefined;
  classes.forEach(({ temperatureClass, heldCubicCentimetres, perDayCubicCentimetres }, index) => {
    const field = `classes.${index}`;
    if (classes.findIndex((one) => one.temperatureClass === temperatureClass) !== index) {
      problems.push({ field: `${field}.temperatureClass`, value: temperatureClass, rule: "doubled_class" });
    }
    if ((heldCubicCentimetres !== undefined) !== isSite) {
      const value = heldCubicCentimetres === undefined ? null : String(heldCubicCentimetres);
      problems.push({ field: `${field}.heldCubicCentimetres`, value, rule: "held_of_a_site" });
    }
    if (!isSite && perDayCubicCentimetres === undefined) {
      problems.push({ field: `${field}.perDayCubicCentimetres`, value: null, rule: "per_day_of_a_lane" });
    }
  });
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const none = isSite ? { heldCubicCentimetres: 0 } : { perDayCubicCentimetres: 0 };
  return accept(
    COLD_CLASSES.map((temperatureClass) => {
      return (
        classes.find((one) => one.temperatureClass === temperatureClass) ?? { temperatureClass, ...none }
      );
    }),
  );
}

/** Units of one item that stand, or will stand, at a site. */
export interface StoredUnits {
  readonly itemId: string;
  readonly units: number;
}

/** A site has no room of a class for what would be sent there. */
export interface NoColdRoomRefusal {
  readonly code: "no_cold_room";
  readonly siteId: SiteId;
  readonly temperatureClass: ColdClass;
  /** Cubic centimetres that are free, what is on its way taken off; 0 where there is none. */
  readonly room: number;
  /** Cubic centimetres that the goods fill. */
  readonly needed: number;
}

/** Cubic centimetres of each class that the units fill. O(units × classes). */
function sumFilled(
  stored: readonly StoredUnits[],
  volumes: ReadonlyMap<string, ColdVolume>,
): ReadonlyMap<ColdClass, number> {
  const sums = new Map<ColdClass, number>();
  for (const { itemId, units } of stored) {
    const volume = volumes.get(itemId);
    for (const one of volume?.classes ?? []) {
      sums.set(one, (sums.get(one) ?? 0) + (volume === undefined ? 0 : fillCubicCentimetres(units, volume)));
    }
  }
  return sums;
}

/**
 * Free room by class: what the site holds less what stands there and is on its way, which may be below 0; `undefined` where
 * nobody has stated what it holds: then nothing is known, and nothing refused.
 */
export function findRoom(
  held: ReadonlyMap<ColdClass, number> | undefined,
  stored: readonly StoredUnits[],
  volumes: ReadonlyMap<string, ColdVolume>,
): ReadonlyMap<ColdClass, number> | undefined {
  if (held === undefined) return undefined;
  const filled = sumFilled(stored, volumes);
  return new Map(COLD_CLASSES.map((one) => [one, (held.get(one) ?? 0) - (filled.get(one) ?? 0)]));
}

/** Whether there is room for the goods at a site. Refuses with `no_cold_room`, of the first class that has too little. */
export function decideRoom(
  siteId: SiteId,
  goods: readonly StoredUnits[],
  { room, volumes }: RoomFacts,
): Result<null, NoColdRoomRefusal> {
  if (room === undefined) return accept(null);
  const filled = sumFilled(goods, volumes);
  for (const temperatureClass of COLD_CLASSES) {
    const needed = filled.get(temperatureClass) ?? 0;
    const free = Math.max(0, room.get(temperatureClass) ?? 0);
    if (needed > free) return refuse({ code: "no_cold_room", siteId, temperatureClass, room: free, needed });
  }
  return accept(null);
}

/** `room`: see {@link findRoom}. */
export interface RoomFacts {
  readonly room: ReadonlyMap<ColdClass, number> | undefined;
  readonly volumes: ReadonlyMap<string, ColdVolume>;
}

/**
 * The lines, by their index, that have no room: in their order, each has what those before it have left, or none. What arrived is a
 * fact; what cannot be stored must not stand in stock unseen.
 */
export function listWithoutRoom(
  goods: readonly StoredUnits[],
  { room, volumes }: RoomFacts,
): readonly number[] {
  if (room === undefined) return [];
  const left = new Map(room);
  return goods.flatMap((line, index) => {
    const filled = sumFilled([line], volumes);
    const fits = [...filled].every(([one, needed]) => needed === 0 || needed <= (left.get(one) ?? 0));
    if (!fits) return [index];
    for (const [one, needed] of filled) left.set(one, (left.get(one) ?? 0) - needed);
    return [];
  });
}
