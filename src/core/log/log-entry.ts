import { canonicalJson } from "#core/canonical-json.ts";

/**
 * The public form of a ledger entry, as the log holds it for ever: docs/LEDGER-LOG.md says it field by field.
 *
 * What is personal (who sent the command) and what belongs to an agreement (the agreement, for whom its units are and in which
 * consignment they go) stands in it as a salted hash. Whether an agreement is public changes; a leaf never does: while it is
 * public, the openings of its fields are published beside the log.
 */

/** Where units stand, by codes: party, site, stage. */
export type LoggedAccount = readonly [party: string, site: string, stage: string];

export interface LoggedMovement {
  readonly lineNumber: number;
  readonly kind: string;
  readonly reversal: boolean;
  readonly supplyId: string;
  /** Whole base units, 1 or more. */
  readonly quantity: number;
  readonly from: LoggedAccount;
  readonly to: LoggedAccount;
  /** Code of the party the units are meant for. */
  readonly recipient: string | null;
  /** Number of the consignment they go in. */
  readonly consignment: string | null;
  /** The agreement to which recipient and consignment belong: they are then hidden. */
  readonly agreementId: string | null;
  /** First and last day on which it can have happened, and what is shown. */
  readonly occurred: readonly [from: string, to: string, text: string];
}

/** The attributes of a supply whose units come into the book with this entry. */
export interface LoggedSupply {
  readonly supplyId: string;
  readonly item: string;
  readonly giver: string;
  readonly terms: string;
  readonly offerId: string | null;
  /** GS1 global trade item number; `null` is not written. */
  readonly gtin: string | null;
  readonly lot: string | null;
  readonly expiry: string | null;
  readonly pipeline: string | null;
  readonly emergency: string | null;
  readonly scenario: string | null;
}

/** Everything that a leaf says of an entry, hidden or not. */
export interface LoggedEntry {
  readonly position: number;
  readonly entryId: string;
  readonly kind: string;
  readonly reason: string;
  readonly correctsId: string | null;
  readonly userId: string;
  readonly recordedAt: string;
  readonly numberedAt: string;
  readonly agreementId: string | null;
  readonly movements: readonly LoggedMovement[];
  readonly supplies: readonly LoggedSupply[];
}

/** A field that stands in the leaf as a hash, and what it hides. */
export interface HiddenField {
  /** Its path in the leaf: `author`, `agreement`, `movements.0.recipient`. */
  readonly field: string;
  readonly value: string;
  /** The agreement with which it becomes public; `null` for what is personal and never does. */
  readonly agreementId: string | null;
}

/** The name and version of the leaf's form. */
const LEAF_FORMAT = "wellspring-entry@v1";

/** Bytes of a leaf at most: entry bundles give its length two bytes. */
export const LEAF_BYTES_MAX = 65_535;

/** What a leaf is written with: the hash that stands for a hidden field, and of a text, 64 hex digits, and its bytes in UTF-8. */
export interface LeafTools {
  readonly hide: (field: string, value: string) => string;
  readonly sha256: (text: string) => string;
  readonly countBytes: (text: string) => number;
}

/** A leaf, and beside it the movements and supplies of an entry too long for one; `null` where they stand in the leaf. */
export interface WrittenLeaf {
  readonly leaf: string;
  readonly body: string | null;
}

/**
 * The leaf of an entry: canonical JSON. An entry whose leaf would have more than {@link LEAF_BYTES_MAX} bytes keeps in it only
 * the hash and length of its movements and supplies. The same entry and tools give the same leaf. Linear in movements.
 *
 * The members of every object below stand in the order of canonical JSON, so that `JSON.stringify` writes just that: a log is
 * built of millions of leaves, and sorting took most of the time. A test compares.
 */
export function writeLeaf(entry: LoggedEntry, tools: LeafTools): WrittenLeaf {
  const hide = (field: string, value: string | null) =>
    value === null ? null : { sha256: tools.hide(field, value) };
  const body = {
    movements: entry.movements.map((movement, index) => writeMovement(movement, index, hide)),
    supplies: entry.supplies.map(writeSupply),
  };
  const agreement = hide("agreement", entry.agreementId);
  const author = hide("author", entry.userId);
  const write = (bodyOrHash: unknown) =>
    JSON.stringify({
      agreement,
      author,
      body: bodyOrHash,
      corrects: entry.correctsId,
      entry: entry.entryId,
      format: LEAF_FORMAT,
      kind: entry.kind,
      numberedAt: entry.numberedAt,
      position: entry.position,
      reason: entry.reason,
      recordedAt: entry.recordedAt,
    });
  const whole = write(body);
  if (tools.countBytes(whole) <= LEAF_BYTES_MAX) return { leaf: whole, body: null };
  const apart = JSON.stringify(body);
  return { leaf: write({ bytes: tools.countBytes(apart), sha256: tools.sha256(apart) }), body: apart };
}

function writeMovement(
  movement: LoggedMovement,
  index: number,
  hide: (field: string, value: string | null) => unknown,
) {
  const { agreementId, consignment, recipient } = movement;
  const isHidden = agreementId !== null;
  return {
    consignment: isHidden ? hide(`movements.${index}.consignment`, consignment) : consignment,
    from: movement.from,
    kind: movement.kind,
    line: movement.lineNumber,
    occurred: movement.occurred,
    quantity: movement.quantity,
    recipient: isHidden ? hide(`movements.${index}.recipient`, recipient) : recipient,
    reversal: movement.reversal,
    supply: movement.supplyId,
    to: movement.to,
  };
}

function writeSupply(supply: LoggedSupply) {
  return {
    emergency: supply.emergency,
    expiry: supply.expiry,
    giver: supply.giver,
    // Since recalls: leaves of before have no such member, and never change.
    ...(supply.gtin === null ? {} : { gtin: supply.gtin }),
    item: supply.item,
    lot: supply.lot,
    offer: supply.offerId,
    pipeline: supply.pipeline,
    scenario: supply.scenario,
    supply: supply.supplyId,
    terms: supply.terms,
  };
}

/**
 * The entry as it is under an agreement: its own, which is that of its units for somebody that go in no consignment. Those in
 * one go under the consignment's agreement or none.
 */
export function underAgreement(entry: LoggedEntry, agreementId: string | null): LoggedEntry {
  const movements = entry.movements.map((movement) =>
    movement.consignment !== null || movement.recipient === null ? movement : { ...movement, agreementId },
  );
  return { ...entry, agreementId, movements };
}

/** The fields of an entry that its leaf hides, in the order of the leaf's movements. */
export function listHidden(entry: LoggedEntry): HiddenField[] {
  const hidden: HiddenField[] = [{ field: "author", value: entry.userId, agreementId: null }];
  if (entry.agreementId !== null) {
    hidden.push({ field: "agreement", value: entry.agreementId, agreementId: entry.agreementId });
  }
  for (const [index, { recipient, consignment, agreementId }] of entry.movements.entries()) {
    if (agreementId === null) continue;
    for (const [name, value] of [
      ["recipient", recipient],
      ["consignment", consignment],
    ] as const) {
      if (value !== null) hidden.push({ field: `movements.${index}.${name}`, value, agreementId });
    }
  }
  return hidden;
}

/** The text whose UTF-8 bytes, after the salt, are hashed for a hidden field. */
export function writeHidden(field: string, value: string): string {
  return canonicalJson([field, value]);
}
