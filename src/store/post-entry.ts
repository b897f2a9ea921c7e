import type { EntryReason } from "#core/ledger/movement.ts";

/** A movement as it is posted: its columns; the line is its place in the entry. */
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

/** The columns in the order of the parameters, with the type of a value. */
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

/** A statement by which an entry is posted, with its parameters. */
export interface PostStatement {
  /** By which a connection that posts much may keep it prepared. */
  readonly name: string;
  readonly text: string;
  readonly values: (string | number | boolean | null)[];
}

const HEAD_TYPES = ["uuid", "text", "text", "uuid", "text", "timestamptz"];
const writeCall = (name: string, types: readonly string[]): string =>
  `select ${name}(${[...HEAD_TYPES, ...types].map((type, index) => `$${index + 1}::${type}`).join(", ")})`;
const POST_ENTRY = writeCall(
  "post_entry",
  COLUMNS.map(([, type]) => `${type}[]`),
);
const POST_MOVEMENT = writeCall(
  "post_movement",
  COLUMNS.map(([, type]) => type),
);

/**
 * The statement that posts an entry; there is no other way in. Its parameters are the head, then each column: the value itself for
 * one movement, an array as text for several. Linear in rows.
 */
export function writePost(head: EntryHead, rows: readonly MovementRow[]): PostStatement {
  const { id, kind, reason, corrects, userId, recordedAt } = head;
  const values = [id, kind, reason, corrects, userId, recordedAt];
  const [row, second] = rows;
  return row !== undefined && second === undefined
    ? {
        name: "post_movement",
        text: POST_MOVEMENT,
        values: [...values, ...COLUMNS.map(([name]) => row[name])],
      }
    : {
        name: "post_entry",
        text: POST_ENTRY,
        values: [...values, ...COLUMNS.map((column) => writeArray(rows, column))],
      };
}

/** A column as an array that PostgreSQL reads: the driver's own way takes longer for a thousand movements than reading them. */
function writeArray(rows: readonly MovementRow[], [name, type]: (typeof COLUMNS)[number]): string {
  const elements = rows.map((row) => {
    const value = row[name];
    if (value === null) return "NULL";
    return type === "text" ? writeText(String(value)) : value;
  });
  return `{${elements.join(",")}}`;
}

function writeText(value: string): string {
  // Nearly never: looking first takes a fifth of the time.
  const isPlain = !value.includes('"') && !value.includes("\\");
  return `"${isPlain ? value : value.replaceAll(/["\\]/g, "\\$&")}"`;
}
