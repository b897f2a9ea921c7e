import { fail } from "./fault.ts";
import type { LogSource } from "./read-log.ts";
import { pathOfTile, TILE } from "./tree.ts";

/** Reads a file that must be there. `position` is the first entry that cannot be checked without it. */
export async function readFile(source: LogSource, path: string, position?: number): Promise<Uint8Array> {
  const bytes = await source.read(path);
  return bytes ?? fail("file_missing", path, "is not there", { position: position ?? null });
}

/** The hashes of a tile of a tree of `size` leaves. */
export async function readTile(
  source: LogSource,
  { level, index, size }: { readonly level: number; readonly index: number; readonly size: number },
): Promise<{ readonly path: string; readonly hashes: readonly Buffer[] }> {
  const nodes = Math.floor(size / TILE ** level);
  const path = pathOfTile(level, index, nodes);
  const width = Math.min(TILE, nodes - index * TILE);
  const position = index * TILE ** (level + 1) + 1;
  const bytes = await readFile(source, path, position);
  if (bytes.length !== width * 32) {
    const reason = `has ${bytes.length} bytes, not the ${width * 32} of ${width} hashes`;
    return fail("tile_length", path, reason, { position });
  }
  const buffer = Buffer.from(bytes);
  const hashes = Array.from({ length: width }, (_, place) => buffer.subarray(place * 32, (place + 1) * 32));
  return { path, hashes };
}

/** The entries of a bundle, one after the other: each after its length in two bytes. Ends the check where it breaks off. */
export function* listEntries(
  bytes: Uint8Array,
  { path, first, count }: { readonly path: string; readonly first: number; readonly count: number },
): Generator<Uint8Array> {
  const buffer = Buffer.from(bytes);
  let at = 0;
  for (let place = 0; place < count; place += 1) {
    const length = at + 2 <= buffer.length ? buffer.readUInt16BE(at) : Number.POSITIVE_INFINITY;
    if (at + 2 + length > buffer.length) {
      const reason = `breaks off after ${place} of ${count} entries`;
      fail("bundle_truncated", path, reason, { position: first + place });
    }
    yield buffer.subarray(at + 2, at + 2 + length);
    at += 2 + length;
  }
  if (at < buffer.length) {
    const reason = `goes on after its ${count} entries, beyond what the checkpoint covers`;
    fail("bundle_too_long", path, reason, { position: first + count });
  }
}
