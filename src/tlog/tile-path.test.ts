import { describe, expect, test } from "vitest";
import {
  listTiles,
  readTileIndex,
  readTilePath,
  type TileName,
  writeBundle,
  writeTileIndex,
  writeTilePath,
} from "./tile-path.ts";

test.each([
  [0, "000"],
  [5, "005"],
  [999, "999"],
  [1000, "x001/000"],
  [1_234_067, "x001/x234/067"], // the specification's example
])("the index %i is written %s, and read back", (index, text) => {
  expect(writeTileIndex(index)).toBe(text);
  expect(readTileIndex(text)).toBe(index);
});

test.each(["5", "0005", "x005", "001/002", "x000/005", "x01/002", "abc", "", "x999/x999/x999/x999/x999/999"])(
  "%j is no index",
  (text) => {
    expect(readTileIndex(text)).toBeUndefined();
  },
);

test.each<[string, TileName]>([
  ["0/x001/x234/067", { level: 0, index: 1_234_067, width: 256 }],
  ["entries/000.p/7", { level: "entries", index: 0, width: 7 }],
  ["2/001.p/255", { level: 2, index: 1, width: 255 }],
  ["63/000", { level: 63, index: 0, width: 256 }],
])("the path tile/%s is read and written alike", (path, tile) => {
  expect(readTilePath(path)).toEqual(tile);
  expect(writeTilePath(tile)).toBe(`tile/${path}`);
});

test.each([
  "0/000.p/0",
  "0/000.p/256",
  "0/000.p/07",
  "01/000",
  "64/000",
  "0/0",
  "x/000",
  "entries/000.p/",
  "0/000/",
  "entries",
  "../000",
])("tile/%s names no tile", (path) => {
  expect(readTilePath(path)).toBeUndefined();
});

describe("the tiles of a tree", () => {
  test("of 70,000 leaves are those of the specification's example", () => {
    const tiles = listTiles(70_000);
    const ofLevel = (level: number) => tiles.filter((tile) => tile.level === level);
    expect(ofLevel(0)).toHaveLength(274);
    expect(ofLevel(0).at(-1)).toEqual({ level: 0, index: 273, width: 112 });
    expect(ofLevel(1).map(({ width }) => width)).toEqual([256, 17]);
    expect(ofLevel(2)).toEqual([{ level: 2, index: 0, width: 1 }]);
    expect(ofLevel(3)).toEqual([]);
  });

  test("of 256 leaves are one that is full and one of width 1 above it; of none, none", () => {
    expect(listTiles(256)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
    expect(listTiles(0)).toEqual([]);
  });
});

test("a bundle has the length of every entry before it, and none longer than 65,535 bytes", () => {
  const bundle = writeBundle([Buffer.from(""), Buffer.from("a"), Buffer.alloc(300)]);
  expect(Buffer.from(bundle.subarray(0, 7)).toString("hex")).toBe("0000000161012c");
  expect(bundle).toHaveLength(307);
  expect(() => writeBundle([Buffer.alloc(65_536)])).toThrow(RangeError);
});
