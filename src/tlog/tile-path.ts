import { TILE_WIDTH } from "./merkle.ts";

/**
 * Paths of tlog-tiles (https://c2sp.org/tlog-tiles): `tile/<L>/<N>[.p/<W>]`, where the index N is written in groups of three
 * digits, all but the last after an x: 1234067 is `x001/x234/067`.
 */

/** Which tile: of a level of hashes or of the entries, its index, and its width where it is not full. */
export interface TileName {
  readonly level: number | "entries";
  readonly index: number;
  /** 1 to 256. */
  readonly width: number;
}

/** The index in groups of three digits. */
export function writeTileIndex(index: number): string {
  const groups = [index % 1000];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(rest % 1000);
  const digits = groups.map((group) => String(group).padStart(3, "0"));
  return digits.map((group, place) => (place < digits.length - 1 ? `x${group}` : group)).join("/");
}

/** The index of such groups; `undefined` for any other text, and beyond 2^53 − 1. */
export function readTileIndex(text: string): number | undefined {
  if (!/^(?:x\d{3}\/)*\d{3}$/.test(text)) return undefined;
  const index = Number(text.replaceAll(/[x/]/g, ""));
  return Number.isSafeInteger(index) && writeTileIndex(index) === text ? index : undefined;
}

/** The path below the log's prefix. */
export function writeTilePath({ level, index, width }: TileName): string {
  const path = `tile/${level}/${writeTileIndex(index)}`;
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

/** The tile of a path below `tile/`; `undefined` for a path that names none. */
export function readTilePath(path: string): TileName | undefined {
  const [, levelText = "", indexText = "", widthText] =
    /^(entries|\d{1,2})\/([x\d/]+?)(?:\.p\/(\d{1,3}))?$/.exec(path) ?? [];
  const level = levelText === "entries" ? levelText : Number(levelText);
  const index = readTileIndex(indexText);
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  if (index === undefined || (widthText !== undefined && (width < 1 || width >= TILE_WIDTH)))
    return undefined;
  if (level !== "entries" && level > 63) return undefined;
  const tile: TileName = { level, index, width };
  return writeTilePath(tile) === `tile/${path}` ? tile : undefined;
}

/** Every tile of hashes of the tree of `size` leaves, level by level, the full ones and the last, partial one of each. */
export function listTiles(size: number): TileName[] {
  const tiles: TileName[] = [];
  let nodes = size;
  for (let level = 0; nodes > 0; level += 1) {
    for (let index = 0; index * TILE_WIDTH < nodes; index += 1) {
      tiles.push({ level, index, width: Math.min(TILE_WIDTH, nodes - index * TILE_WIDTH) });
    }
    nodes = Math.floor(nodes / TILE_WIDTH);
  }
  return tiles;
}

/** An entry bundle: every entry after its length, two bytes, big-endian. Throws `RangeError` for one of more than 65,535 bytes. */
export function writeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}
