import { createHash } from "node:crypto";
import { fail } from "./fault.ts";
import { type Body, type HiddenField, type Leaf, writeCanonical } from "./leaf.ts";

/** An entry of which openings may be checked. */
export interface OpenedEntry {
  readonly leaf: Leaf;
  readonly body: Body;
}

interface Opening {
  readonly field: string;
  readonly salt: string;
  readonly value: string;
}

/**
 * Checks a file of openings against the entries of its bundle, by position; returns how many there were. Each must be of a field that
 * its leaf hides, and hash to what stands there. Those beyond the first `size` entries are of a log that has grown meanwhile.
 */
export function checkOpenings(
  bytes: Uint8Array,
  { path, size }: { readonly path: string; readonly size: number },
  entries: ReadonlyMap<number, OpenedEntry>,
): number {
  const unreadable = () => fail("file_unreadable", path, "is no list of openings");
  let list: unknown;
  try {
    list = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return unreadable();
  }
  if (!Array.isArray(list)) return unreadable();
  let count = 0;
  for (const one of list as readonly unknown[]) {
    const { position, openings } = asRecord(one);
    if (typeof position !== "number" || !Array.isArray(openings)) return unreadable();
    if (position > size) continue;
    const opened = entries.get(position);
    if (opened === undefined) {
      return fail("opening_differs", path, `opens position ${position}, which is not of this bundle`);
    }
    for (const member of openings as readonly unknown[]) {
      const { field, salt, value } = asRecord(member);
      if (typeof field !== "string" || typeof salt !== "string" || typeof value !== "string")
        return unreadable();
      checkOpening({ field, salt, value }, opened, path);
      count += 1;
    }
  }
  return count;
}

function checkOpening({ field, salt, value }: Opening, { leaf, body }: OpenedEntry, path: string): void {
  const at = { position: leaf.position, entry: leaf.entry };
  const hidden = findHidden(field, leaf, body);
  if (hidden === undefined)
    return fail("opening_differs", path, `the leaf hides no field ${field.slice(0, 60)}`, at);
  const isSalt = /^[0-9a-f]{64}$/.test(salt);
  const text = writeCanonical([field, value]);
  const hash = createHash("sha256").update(Buffer.from(salt, "hex")).update(text).digest("hex");
  if (isSalt && hash === hidden.sha256) return;
  const reason = `${field} is said to be “${value.slice(0, 60)}”, and does not hash to what the leaf has`;
  return fail("opening_differs", path, reason, at);
}

function findHidden(field: string, leaf: Leaf, body: Body): HiddenField | undefined {
  if (field === "author") return leaf.author;
  if (field === "agreement") return leaf.agreement ?? undefined;
  const [, index, name] = /^movements\.(\d+)\.(recipient|consignment)$/.exec(field) ?? [];
  const movement = body.movements[Number(index)];
  const found = name === "recipient" ? movement?.recipient : movement?.consignment;
  return typeof found === "object" && found !== null ? found : undefined;
}

function asRecord(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Partial<Record<string, unknown>>) : {};
}
