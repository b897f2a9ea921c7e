declare const noun: unique symbol;

/**
 * A UUID (version 7 where we make it) that names one thing of one kind. The brand keeps the id of a call from
 * being passed where the id of an offer is meant; at run time it is a plain string.
 */
export type Id<Noun extends string> = string & { readonly [noun]: Noun };

export type PartyId = Id<"party">;
export type SiteId = Id<"site">;
export type LaneId = Id<"lane">;
export type UserId = Id<"user">;
export type CallId = Id<"call">;
export type OfferId = Id<"offer">;
/** One lot of one item from one giver on one set of terms, offered once: what the ledger counts. */
export type SupplyId = Id<"supply">;
export type RoundId = Id<"round">;
export type AgreementId = Id<"agreement">;
export type ConsignmentId = Id<"consignment">;
export type ReceiptId = Id<"receipt">;
export type PhotographId = Id<"photograph">;
export type RecallId = Id<"recall">;
/** Made by the client for each command; the ledger entry that the command posts has the same id. */
export type CommandId = Id<"command">;
export type ReportedFigureId = Id<"reported-figure">;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for a UUID in lower-case canonical text form (RFC 9562, section 4), of any version. */
export function isId(value: string): value is Id<never> {
  return UUID.test(value);
}

/** Brands a checked UUID; throws `RangeError` for anything else. For reading our own database and tests. */
export function asId<Noun extends string>(value: string): Id<Noun> {
  if (!UUID.test(value)) throw new RangeError(`not a UUID: ${value.slice(0, 60)}`);
  // The check above is what the brand promises.
  return value as Id<Noun>;
}
