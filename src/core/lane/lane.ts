import type { TransportMode } from "#core/consignment/consignment.ts";
import type { LaneId, PartyId, SiteId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";

/** A way from one site to another. */
export interface Lane {
  readonly id: LaneId;
  readonly fromSiteId: SiteId;
  readonly toSiteId: SiteId;
  readonly mode: TransportMode;
  /** Days on the way, 0 to 365. */
  readonly transitDays: number;
  /** What can travel in a day; `null` where nobody has stated a limit. */
  readonly massGramsPerDay: number | null;
  readonly volumeCubicCentimetresPerDay: number | null;
  readonly coldVolumeCubicCentimetresPerDay: number | null;
  /** US cents for each 1,000 kg; `null` where unknown. */
  readonly costCentsPerTonne: number | null;
  readonly scenario: string | null;
}

/** A party adds a lane. */
export interface AddLane {
  readonly partyId: PartyId;
  readonly fromSiteId: SiteId;
  readonly toSiteId: SiteId;
  readonly mode: TransportMode;
  readonly transitDays: number;
  readonly massGramsPerDay?: number | undefined;
  readonly volumeCubicCentimetresPerDay?: number | undefined;
  readonly coldVolumeCubicCentimetresPerDay?: number | undefined;
  readonly costCentsPerTonne?: number | undefined;
}

/** What of a lane can be stated anew; `null` takes a limit or a price back, what is left out stays. */
export interface CorrectLane {
  readonly partyId: PartyId;
  readonly laneId: LaneId;
  readonly transitDays?: number | undefined;
  readonly massGramsPerDay?: number | null | undefined;
  readonly volumeCubicCentimetresPerDay?: number | null | undefined;
  readonly coldVolumeCubicCentimetresPerDay?: number | null | undefined;
  readonly costCentsPerTonne?: number | null | undefined;
}

/** There is such a lane already: between these sites, by this mode, in the same world. */
export interface LaneExistsRefusal {
  readonly code: "lane_exists";
  readonly fromSiteId: SiteId;
  readonly toSiteId: SiteId;
  readonly mode: TransportMode;
}

/** Neither end is a site of the party that adds the lane: between other parties' sites, only the secretariat may add one. */
export interface LaneBetweenOthersRefusal {
  readonly code: "lane_between_others";
  readonly partyId: PartyId;
  readonly fromSiteId: SiteId;
  readonly toSiteId: SiteId;
}

/** A plan sends goods over lanes that have been retired since it was made: plan again. */
export interface LaneRetiredRefusal {
  readonly code: "lane_retired";
  readonly laneIds: readonly LaneId[];
}

/** What the decision needs to know of the world. */
export interface AddLaneFacts {
  readonly id: LaneId;
  /** The sites named that exist, and whose they are (`null`: anyone's). */
  readonly sites: ReadonlyMap<SiteId, { readonly partyId: PartyId | null }>;
  /** Whether the sender may add lanes between any two sites. */
  readonly anywhere: boolean;
  readonly scenario: string | null;
}

/**
 * The lane. Refuses with `malformed`: a site that does not exist, or a lane that ends where it begins; then with
 * `lane_between_others`: a lane counts for everyone's plans, so that a party states only those that touch a site of its own.
 */
export function decideAddLane(
  command: AddLane,
  facts: AddLaneFacts,
): Result<Lane, MalformedRefusal | LaneBetweenOthersRefusal> {
  const problems: Problem[] = [];
  for (const field of ["fromSiteId", "toSiteId"] as const) {
    const siteId = command[field];
    if (!facts.sites.has(siteId)) problems.push({ field, value: siteId, rule: "unknown_site" });
  }
  if (command.fromSiteId === command.toSiteId) {
    problems.push({ field: "toSiteId", value: command.toSiteId, rule: "lane_ends_where_it_begins" });
  }
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const allowed = allowBetween(command, facts);
  if (!allowed.ok) return allowed;
  return accept({
    id: facts.id,
    fromSiteId: command.fromSiteId,
    toSiteId: command.toSiteId,
    mode: command.mode,
    transitDays: command.transitDays,
    massGramsPerDay: command.massGramsPerDay ?? null,
    volumeCubicCentimetresPerDay: command.volumeCubicCentimetresPerDay ?? null,
    coldVolumeCubicCentimetresPerDay: command.coldVolumeCubicCentimetresPerDay ?? null,
    costCentsPerTonne: command.costCentsPerTonne ?? null,
    scenario: facts.scenario,
  });
}

/**
 * The lane as it is stated anew, under an id of its own: what was planned over the earlier one keeps what it was planned with.
 * Refuses with `lane_between_others`, as `decideAddLane` does, then with `malformed` where nothing would change.
 */
export function decideCorrectLane(
  command: CorrectLane,
  facts: Omit<AddLaneFacts, "scenario"> & { readonly lane: Lane },
): Result<Lane, MalformedRefusal | LaneBetweenOthersRefusal> {
  const { partyId, laneId, ...changes } = command;
  const { fromSiteId, toSiteId } = facts.lane;
  const allowed = allowBetween({ partyId, fromSiteId, toSiteId }, facts);
  if (!allowed.ok) return allowed;
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const corrected: Lane = { ...facts.lane, ...given, id: facts.id };
  const isSame = CORRECTED_FIELDS.every((field) => corrected[field] === facts.lane[field]);
  if (isSame) {
    return refuse({
      code: "malformed",
      problems: [{ field: "laneId", value: laneId, rule: "nothing_to_correct" }],
    });
  }
  return accept(corrected);
}

const CORRECTED_FIELDS = [
  "transitDays",
  "massGramsPerDay",
  "volumeCubicCentimetresPerDay",
  "coldVolumeCubicCentimetresPerDay",
  "costCentsPerTonne",
] as const satisfies readonly (keyof CorrectLane & keyof Lane)[];

/** Whether a party may state the lane between two sites: one is its own, or it may state any. */
function allowBetween(
  { partyId, fromSiteId, toSiteId }: Pick<AddLane, "partyId" | "fromSiteId" | "toSiteId">,
  facts: Pick<AddLaneFacts, "sites" | "anywhere">,
): Result<null, LaneBetweenOthersRefusal> {
  const isOwn = [fromSiteId, toSiteId].some((id) => facts.sites.get(id)?.partyId === partyId);
  if (isOwn || facts.anywhere) return accept(null);
  return refuse({ code: "lane_between_others", partyId, fromSiteId, toSiteId });
}
