import type { HiddenField } from "./log-entry.ts";

/** Fields by the agreement with which they become public. */
type Packed = readonly (readonly [agreementId: string | null, fields: Readonly<Record<string, string>>])[];

/**
 * What a leaf hides, as it is kept beside it: JSON, `[[agreement or null, {field: value}]]`. It is decided when the leaf is
 * written and never worked out again: what belongs to which agreement must not change with what is written later.
 */
export function packHidden(hidden: readonly HiddenField[]): string {
  const groups = new Map<string | null, Record<string, string>>();
  for (const { field, value, agreementId } of hidden) {
    const group = groups.get(agreementId) ?? {};
    group[field] = value;
    groups.set(agreementId, group);
  }
  return JSON.stringify([...groups]);
}

/** The fields that {@link packHidden} packed: of one agreement after those of another. None where nothing is said yet. */
export function unpackHidden(text: string | null): HiddenField[] {
  if (text === null) return [];
  const groups = JSON.parse(text) as Packed; // as written above: nothing else writes the column
  return groups.flatMap(([agreementId, fields]) =>
    Object.entries(fields).map(([field, value]) => ({ field, value, agreementId })),
  );
}
