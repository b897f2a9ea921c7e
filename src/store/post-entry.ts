import type { EntryReason } from "#core/ledger/movement.ts";

/** A movement as `post_entry` takes it: its columns; the line is its place in the entry. */
export interface MovementRow {
  readonly supply_id: string;
  readonly kind: string;
  readonly reversal: boolean;
  /** Whole base units. */
  readonly quantity: number;
  readonly from_party_id: string;
  readonly from_site_id: string;
  readonly from_stage: string;
  readonly to_party_id: string;
  readonly to_site_id: string;
  readonly to_stage: string;
  readonly recipient_id: string | null;
  readonly consignment_id: string | null;
  /** First and last day. */
  readonly occurred_from: string;
  readonly occurred_to: string;
  readonly occurred_precision: string;
  readonly occurred_text: string;
}

/** The columns in the order of the function's parameters, with the type of an element. */
const COLUMNS = [
  ["supply_id", "uuid"],
  ["kind", "text"],
  ["reversal", "boolean"],
  ["quantity", "bigint"],
  ["from_party_id", "uuid"],
  ["from_site_id", "uuid"],
  ["from_stage", "text"],
  ["to_party_id", "uuid"],
  ["to_site_id", "uuid"],
  ["to_stage", "text"],
  ["recipient_id", "uuid"],
  ["consignment_id", "uuid"],
  ["occurred_from", "date"],
  ["occurred_to", "date"],
  ["occurred_precision", "text"],
  ["occurred_text", "text"],
] as const satisfies readonly (readonly [keyof MovementRow, string])[];

/** What an entry has beside its movements. */
export interface EntryHead {
  readonly id: string;
  readonly kind: string;
  readonly reason: EntryReason;
  readonly corrects: string | null;
  readonly userId: string;
  readonly recordedAt: string;
}

const TYPES = [
  "uuid",
  "text",
  "text",
  "uuid",
  "text",
  "timestamptz",
  ...COLUMNS.map(([, type]) => `${type}[]`),
];

/** The one statement by which entries are posted; its parameters are {@link listPostValues}. */
export const POST_ENTRY = `select post_entry(${TYPES.map((type, index) => `$${index + 1}::${type}`).join(", ")})`;

/** The parameters of {@link POST_ENTRY} for an entry: its head, then one array for each column, as text. Linear in rows. */
export function listPostValues(head: EntryHead, rows: readonly MovementRow[]): (string | null)[] {
  const { id, kind, reason, corrects, userId, recordedAt } = head;
  const columns = COLUMNS.map(([name, type]) =>
    writeArray(
      rows.map((row) => row[name]),
      type === "text",
    ),
  );
  return [id, kind, reason, corrects, userId, recordedAt, ...columns];
}

/** An array as PostgreSQL reads it: the driver's own way takes longer for a thousand movements than reading them. */
function writeArray(values: readonly (string | number | boolean | null)[], isText: boolean): string {
  return `{${values.map((value) => (isText ? writeText(value) : (value ?? "NULL"))).join(",")}}`;
}

function writeText(value: string | number | boolean | null): string {
  return value === null ? "NULL" : `"${String(value).replaceAll(/["\\]/g, "\\$&")}"`;
}
