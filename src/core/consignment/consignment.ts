import type { AgreementId, ConsignmentId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import type { StepTable } from "#core/steps.ts";

export const CONSIGNMENT_STATUSES = [
  "planned",
  "packed",
  "dispatched",
  "export_cleared",
  "in_transit",
  "arrived",
  "import_cleared",
  "received",
  "closed",
  "held",
  "lost",
  "cancelled",
] as const;
export type ConsignmentStatus = (typeof CONSIGNMENT_STATUSES)[number];

export const TRANSPORT_MODES = ["air", "sea", "road", "rail"] as const;
export type TransportMode = (typeof TRANSPORT_MODES)[number];

export interface ConsignmentLine {
  readonly lineNumber: number;
  readonly supplyId: SupplyId;
  readonly quantity: Quantity;
}

/** Goods that travel under one document. */
export interface Consignment {
  readonly id: ConsignmentId;
  /** Printed on papers and read aloud: `WS-` and ten characters (Crockford base 32) that end in a check character. */
  readonly number: string;
  readonly agreementId: AgreementId | null;
  readonly giverId: PartyId;
  readonly recipientId: PartyId;
  readonly fromSiteId: SiteId;
  readonly toSiteId: SiteId;
  readonly mode: TransportMode;
  readonly status: ConsignmentStatus;
  readonly lines: readonly ConsignmentLine[];
}

export type ConsignmentStep =
  | "pack"
  | "dispatch"
  | "clear_export"
  | "depart"
  | "arrive"
  | "clear_import"
  | "receive"
  | "recount"
  | "close"
  | "hold"
  | "lose"
  | "cancel";

/**
 * Which step leads where: see `takeStep`. Goods can be received from any status after dispatch, because a count
 * at the gate is a fact even where a paper is missing; the missing step then shows in the chain. That holds for what
 * is held, and for what had been given up as lost. A held consignment that is let go is again what it was.
 * Before anything has left, a plan can be cancelled: its units are free for another consignment of the agreement.
 */
export const CONSIGNMENT_STEPS: StepTable<ConsignmentStatus, ConsignmentStep> = {
  planned: { pack: "packed", cancel: "cancelled" },
  packed: { dispatch: "dispatched", cancel: "cancelled" },
  dispatched: { clear_export: "export_cleared", receive: "received", hold: "held", lose: "lost" },
  export_cleared: {
    depart: "in_transit",
    arrive: "arrived",
    receive: "received",
    hold: "held",
    lose: "lost",
  },
  in_transit: { arrive: "arrived", receive: "received", hold: "held", lose: "lost" },
  arrived: { clear_import: "import_cleared", receive: "received", hold: "held", lose: "lost" },
  import_cleared: { receive: "received", hold: "held", lose: "lost" },
  received: { recount: "received", close: "closed" },
  // A count that agreed with the document may have been wrong as well: until both sides have settled one, it is open.
  closed: { recount: "received" },
  held: { receive: "received", lose: "lost" },
  lost: { receive: "received" },
  cancelled: {},
};
