import { z } from "zod";
import { ENTRY_REASONS, MOVEMENT_KINDS, type MovementKind, STAGES } from "#core/ledger/movement.ts";
import { commanding, reading } from "./endpoint.ts";
import { countSchema, idOf, instantSchema, occurredSchema, quantitySchema } from "./scalars.ts";

const movementView = z.object({
  supplyId: z.string(),
  itemId: z.string(),
  kind: z.enum(MOVEMENT_KINDS as [MovementKind, ...MovementKind[]]), // keys of a const table: not empty
  reversal: z.boolean(),
  quantity: countSchema,
  fromParty: z.string(),
  fromSite: z.string(),
  fromStage: z.enum(STAGES),
  toParty: z.string(),
  toSite: z.string(),
  toStage: z.enum(STAGES),
  recipient: z.string().nullable(),
  consignmentNumber: z.string().nullable(),
  occurred: z.string(),
});

export const entryView = z.object({
  id: z.string(),
  /** Null until the entry has been numbered, a moment after it was posted. */
  position: z.number().nullable(),
  kind: z.string(),
  reason: z.enum(ENTRY_REASONS),
  correctsId: z.string().nullable(),
  recordedAt: instantSchema,
  movements: z.array(movementView),
});
export type EntryView = z.infer<typeof entryView>;

const ledgerCheckView = z.object({
  entries: countSchema,
  postings: countSchema,
  accounts: countSchema,
  sumZero: z.boolean(),
  negative: countSchema,
  balancesMatch: z.boolean(),
  ledgerPosition: countSchema,
  /** Of the sums that statements are read from, up to a position. */
  rollUp: z.object({
    position: countSchema,
    matches: z.boolean(),
    differenceCount: countSchema,
    /** Of very many, the first. What is null does not tell them apart: all blocks, or the whole block. */
    differences: z.array(
      z.object({
        block: countSchema.nullable(),
        supplyId: z.string().nullable(),
        kind: z.enum(MOVEMENT_KINDS as [MovementKind, ...MovementKind[]]).nullable(), // as above
        recipientId: z.string().nullable(),
        month: z.string().nullable(),
        units: z.number(),
        expected: z.number(),
      }),
    ),
  }),
});

const correctEntryBody = z.strictObject({
  /** The party in whose name the correction is made: the one whose hands the units were in. */
  partyId: idOf("party"),
  reason: z.enum(["count_error", "typing_error", "wrong_item", "doubled_entry", "source_corrected"]),
  /** The right quantity of each movement to correct, 0 where it should not have been. */
  lines: z
    .array(z.strictObject({ lineNumber: z.int().positive(), quantity: countSchema }))
    .min(1)
    .max(2000),
});

const recordUseBody = z.strictObject({
  partyId: idOf("party"),
  kind: z.enum(["use", "waste", "lose", "quarantine", "unquarantine"]),
  occurred: occurredSchema.optional(),
  lines: z
    .array(
      z.strictObject({
        supplyId: idOf("supply"),
        siteId: idOf("site"),
        quantity: quantitySchema,
        /** Where the units stand: only waste can be taken from quarantine. Left out: `received`. */
        stage: z.enum(["received", "quarantined"]).optional(),
      }),
    )
    .min(1)
    .max(2000),
});

/** Everything that is known of one identifier: a consignment, an SSCC, a supply, a lot, an entry. */
export const followView = z.object({
  identifier: z.string(),
  kind: z.enum(["consignment", "package", "supply", "lot", "entry", "call", "offer", "agreement"]),
  scenario: z.string().nullable(),
  /** Supplies that the identifier names; of very many, the first are listed. The movements are those of all. */
  supplyCount: countSchema,
  supplies: z.array(
    z.object({
      supplyId: z.string(),
      itemId: z.string(),
      unit: z.string(),
      giver: z.string(),
      terms: z.string(),
      lotNumber: z.string().nullable(),
      expiry: z.string().nullable(),
      pipeline: z.string().nullable(),
      offerId: z.string().nullable(),
      /** The recall that withholds it. */
      recallId: z.string().nullable(),
      /** Where the units of it are now; zero balances are left out. */
      accounts: z.array(
        z.object({ party: z.string(), site: z.string(), stage: z.enum(STAGES), quantity: z.number() }),
      ),
    }),
  ),
  consignmentCount: countSchema,
  /** Of very many, the first. */
  consignments: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      status: z.string(),
      giver: z.string(),
      recipient: z.string(),
    }),
  ),
  agreements: z.array(
    z.object({ id: z.string(), status: z.string(), giver: z.string(), recipient: z.string() }),
  ),
  calls: z.array(z.object({ id: z.string(), status: z.string(), party: z.string() })),
  /** A page of the movements, oldest first. */
  chain: z.array(movementView.extend({ entryId: z.string(), recordedAt: instantSchema })),
  /** Where the movements go on; `null` on the last page. */
  nextCursor: z.string().nullable(),
});
export type FollowView = z.infer<typeof followView>;

export const ledgerEndpoints = {
  checkLedger: reading({
    path: "/ledger/check",
    summary: "Recompute every balance from the movements and compare; for auditors of the secretariat",
    tag: "ledger",
    access: "signed_in",
    response: ledgerCheckView,
  }),
  getEntry: reading({
    path: "/ledger/entries/:entryId",
    summary: "One entry with its movements",
    tag: "ledger",
    access: "signed_in",
    params: z.object({ entryId: idOf("command") }),
    response: entryView,
  }),
  correctEntry: commanding({
    path: "/ledger/entries/:entryId/correct",
    summary: "Correct an entry by a further one",
    tag: "ledger",
    params: z.object({ entryId: idOf("command") }),
    body: correctEntryBody,
    response: entryView,
  }),
  recordUse: commanding({
    path: "/ledger/uses",
    summary: "Record what became of received units",
    tag: "ledger",
    body: recordUseBody,
    response: entryView,
  }),
  follow: reading({
    path: "/follow/:identifier",
    summary: "Follow a consignment, package, supply or lot from end to end",
    tag: "ledger",
    params: z.object({ identifier: z.string().min(1).max(60) }),
    query: z.object({
      cursor: z.string().max(200).optional(),
      /** Movements of a page. Left out: 1,000. */
      limit: z.coerce.number().int().min(1).max(5000).optional(),
    }),
    response: followView,
  }),
};
