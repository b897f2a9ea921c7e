import type { Terms } from "#core/ledger/supply.ts";

/** A line of an offer as it is typed. */
export interface DraftLine {
  readonly itemId: string;
  readonly quantity: string;
  readonly siteId: string;
  readonly gtin: string;
  readonly lotNumber: string;
  readonly expiry: string;
  readonly manufacturedOn: string;
  readonly availableFrom: string;
  readonly availableUntil: string;
  readonly keptUnits: string;
  readonly packUnits: string;
  readonly leastShipmentUnits: string;
}

export const EMPTY_LINE: DraftLine = {
  itemId: "",
  quantity: "",
  siteId: "",
  gtin: "",
  lotNumber: "",
  expiry: "",
  manufacturedOn: "",
  availableFrom: "",
  availableUntil: "",
  keptUnits: "",
  packUnits: "",
  leastShipmentUnits: "",
};

/** An offer as it is typed. */
export interface OfferDraft {
  readonly partyId: string;
  readonly terms: Terms;
  readonly emergency: string;
  readonly lines: readonly DraftLine[];
}

/** An offer in which nothing is typed yet, in the name of a party. */
export function emptyOffer(partyId: string): OfferDraft {
  return { partyId, terms: "grant", emergency: "", lines: [EMPTY_LINE] };
}

/** The lines with further ones; what is typed in them stays, and those in which nothing is go. */
export function addLines(
  lines: readonly DraftLine[],
  added: readonly Partial<DraftLine>[],
): readonly DraftLine[] {
  const typed = lines.filter((line) => Object.values(line).some((text) => text !== ""));
  return [...typed, ...added.map((line) => ({ ...EMPTY_LINE, ...line }))];
}
