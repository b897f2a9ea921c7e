import type { CallId, LaneId, OfferId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import type { Day, Instant } from "#core/time.ts";

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
  /** Fewer units than this are of no use to the line beside what it is promised already; 1 to `quantity`. */
  readonly smallestUseful: Quantity;
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
}

/** A lane as the planner needs it. */
export interface SnapshotLane {
  readonly laneId: LaneId;
  readonly fromSiteId: SiteId;
  readonly toSiteId: SiteId;
  readonly transitDays: number;
  readonly massGramsPerDay: number | null;
  readonly volumeCubicCentimetresPerDay: number | null;
  readonly coldVolumeCubicCentimetresPerDay: number | null;
  readonly costCentsPerTonne: number | null;
}

/** Everything that a round shares out, as it stood at the cut-off: the same snapshot gives the same plan, byte for byte. */
export interface Snapshot {
  readonly cutOff: Instant;
  readonly scenario: string | null;
  readonly needs: readonly SnapshotNeed[];
  readonly supplies: readonly SnapshotSupply[];
  readonly lanes: readonly SnapshotLane[];
}
