import type { ColdClass } from "#core/cold-chain/cold-class.ts";
import type { EquipmentModel, EquipmentModelId } from "#core/equipment/equipment-model.ts";
import type { RunConditions } from "#core/equipment/site-readiness.ts";
import type { TransportMode } from "#core/consignment/consignment.ts";
import type { CallId, LaneId, OfferId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import { asQuantity, type Quantity } from "#core/quantity.ts";
import type { ItemShelfLifeRule, ShelfLifeRule } from "#core/shelf-life/shelf-life.ts";
import type { Day, Instant } from "#core/time.ts";
import type { SnapshotTeams } from "./team-snapshot.ts";

/** What one call line still needs at the cut-off. */
export interface SnapshotNeed {
  readonly callId: CallId;
  readonly callLineNumber: number;
  readonly partyId: PartyId;
  readonly partyCode: string;
  /** ISO 3166-1 alpha-3 of the caller, or `null` where it is of no single country. */
  readonly country: string | null;
  readonly itemId: string;
  /** Units not promised yet, 1 or more. */
  readonly quantity: Quantity;
  readonly windowFrom: Day;
  readonly windowTo: Day;
  readonly siteId: SiteId;
  readonly severity: number;
  /** Units that it has been promised before, by rounds and by direct answers: 0 or more. */
  readonly promised: number;
  /** Of these, the units that direct answers promise it, which no round has shared out. */
  readonly promisedDirectly: number;
  /** What it was short of, of what it asked then, in the last round that was published: 0 to 1000, 0 where it was in none. */
  readonly shortBeforePerMille: number;
  /** Fewer units than this are of no use to the line beside what it is promised already; 1 to `quantity`. */
  readonly smallestUseful: Quantity;
  /** What the line itself asks to be left on arrival; `null` where it asks nothing. */
  readonly shelfLife: ShelfLifeRule | null;
}

/** What of one supply nobody has been promised at the cut-off, without what its giver keeps. */
export interface SnapshotSupply {
  readonly supplyId: SupplyId;
  readonly offerId: OfferId;
  readonly giverId: PartyId;
  readonly itemId: string;
  readonly siteId: SiteId;
  readonly quantity: Quantity;
  readonly availableFrom: Day;
  readonly availableUntil: Day | null;
  readonly expiry: Day | null;
  /** Units of a pack that is not opened, 1 or more. */
  readonly packUnits: Quantity;
  /** The fewest units that the giver sends by one lane at a time; 0: any. */
  readonly leastShipmentUnits: Quantity;
  /** When the lot was made; `null` where its giver does not say. */
  readonly manufacturedOn: Day | null;
}

/** A lane as the planner needs it. */
export interface SnapshotLane {
  readonly laneId: LaneId;
  readonly fromSiteId: SiteId;
  readonly toSiteId: SiteId;
  /** `null` in snapshots from before modes were kept. */
  readonly mode: TransportMode | null;
  /** Along the great circle between its sites, whole kilometres; `null` where a site has no coordinates. */
  readonly distanceKm: number | null;
  readonly transitDays: number;
  readonly massGramsPerDay: number | null;
  readonly volumeCubicCentimetresPerDay: number | null;
  readonly coldVolumeCubicCentimetresPerDay: number | null;
  readonly costCentsPerTonne: number | null;
}

/**
 * What can be stored of one temperature class at a site, or carried by a lane, where that has been stated: 0 of a class that is not
 * there. A place of which nobody has stated anything is not here, and without limit.
 */
export interface SnapshotRoom {
  readonly siteId: SiteId | null;
  readonly laneId: LaneId | null;
  readonly temperatureClass: ColdClass;
  /** Cubic centimetres free at the cut-off, what stands there, is on its way or promised taken off; `null` for a lane. */
  readonly roomCubicCentimetres: number | null;
  /** Taken in, or carried, in a day; `null`: without limit. */
  readonly perDayCubicCentimetres: number | null;
}

/** Pieces of a model at a site; `countSince`: of them, those that came, or were put to work, since the site's statement. */
export interface SnapshotPieces {
  readonly modelId: EquipmentModelId;
  readonly count: number;
  readonly countSince: number;
}

/** What equipment finds at a site of a need at the cut-off. */
export interface SnapshotRunPlace {
  readonly siteId: SiteId;
  readonly conditions: RunConditions;
  /** What stands there and lets other equipment run. */
  readonly aids: readonly SnapshotPieces[];
  /** Consumables of the models of which units stand there. */
  readonly itemIds: readonly string[];
  /** What draws on it: what is at work there, waits to be, is on its way or promised. */
  readonly running: readonly SnapshotPieces[];
}

/** Models of supplies, as their givers state, and what they find at the sites of needs. */
export interface SnapshotEquipment {
  readonly models: readonly EquipmentModel[];
  readonly supplies: readonly { readonly supplyId: SupplyId; readonly modelId: EquipmentModelId }[];
  readonly places: readonly SnapshotRunPlace[];
}

/** Everything that a round shares out, as it stood at the cut-off: the same snapshot gives the same plan, byte for byte. */
export interface Snapshot {
  readonly cutOff: Instant;
  readonly scenario: string | null;
  readonly needs: readonly SnapshotNeed[];
  readonly supplies: readonly SnapshotSupply[];
  readonly lanes: readonly SnapshotLane[];
  /** What items, and recipients for items, ask to be left of the shelf life on arrival. */
  readonly shelfLifeRules: readonly ItemShelfLifeRule[];
  /** Left out: nobody has stated any. */
  readonly rooms?: readonly SnapshotRoom[];
  /** Left out: no call for teams has fewer than it asks. */
  readonly teams?: SnapshotTeams;
  /** Left out: no supply's model is stated. */
  readonly equipment?: SnapshotEquipment;
}

/** A snapshot as it was kept before some of its facts were: what is not there was not known then. */
export interface KeptSnapshot extends Omit<Snapshot, "needs" | "supplies" | "lanes" | "shelfLifeRules"> {
  readonly needs: readonly (Omit<SnapshotNeed, NewNeedFact> & Partial<SnapshotNeed>)[];
  readonly supplies: readonly (Omit<SnapshotSupply, NewSupplyFact> & Partial<SnapshotSupply>)[];
  readonly lanes: readonly (Omit<SnapshotLane, NewLaneFact> & Partial<SnapshotLane>)[];
  readonly shelfLifeRules?: Snapshot["shelfLifeRules"];
}
type NewNeedFact = "promised" | "promisedDirectly" | "shortBeforePerMille" | "shelfLife";
type NewSupplyFact = "packUnits" | "leastShipmentUnits" | "manufacturedOn";
type NewLaneFact = "mode" | "distanceKm";

/** The snapshot with the facts that it was kept without taken for none. */
export function completeSnapshot(kept: KeptSnapshot): Snapshot {
  return {
    shelfLifeRules: [],
    ...kept,
    needs: kept.needs.map((need) => ({
      promised: 0,
      promisedDirectly: 0,
      shortBeforePerMille: 0,
      shelfLife: null,
      ...need,
    })),
    supplies: kept.supplies.map((supply) => ({
      packUnits: asQuantity(1),
      leastShipmentUnits: asQuantity(0),
      manufacturedOn: null,
      ...supply,
    })),
    lanes: kept.lanes.map((lane) => ({ mode: null, distanceKm: null, ...lane })),
  };
}
