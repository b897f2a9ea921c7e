import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  foldHashes,
  hashLeaf,
  hashRange,
  type LeafRange,
  listConsistency,
  listInclusion,
  type ReadNodes,
  TILE_WIDTH,
} from "./merkle.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Nodes of every tile level over leaf hashes, as a log keeps them. */
function readFrom(leaves: readonly Uint8Array[]): ReadNodes {
  const levels: Uint8Array[][] = [[...leaves]];
  for (let below = levels[0]!; below.length >= TILE_WIDTH; below = levels.at(-1)!) {
    const full = Math.floor(below.length / TILE_WIDTH);
    levels.push(
      Array.from({ length: full }, (_, index) =>
        foldHashes(below.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH)),
      ),
    );
  }
  return async (level, first, count) => {
    const nodes = levels[level]?.slice(first, first + count) ?? [];
    if (nodes.length !== count) throw new Error(`level ${level} has no ${count} nodes from ${first}`);
    return await Promise.resolve(nodes);
  };
}

/** MTH of RFC 6962, section 2.1, as it is written there. */
function mth(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length <= 1) return foldHashes(hashes);
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return foldHashes([mth(hashes.slice(0, k)), mth(hashes.slice(k))]);
}

const proofOf = async (ranges: readonly LeafRange[], read: ReadNodes) =>
  await Promise.all(ranges.map(async (range) => hex(await hashRange(range, read))));

/** The reference tree of Certificate Transparency's implementations: its leaves, and the roots of the first 1 to 8. */
const LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map((leaf) => Buffer.from(leaf, "hex"));
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const reference = readFrom(LEAVES.map(hashLeaf));

describe("the published vectors of RFC 6962", () => {
  test("give the roots of the empty tree and of 1 to 8 leaves", async () => {
    expect(hex(foldHashes([]))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const roots = await Promise.all(
      ROOTS.map(async (_, i) => hex(await hashRange({ begin: 0, end: i + 1 }, reference))),
    );
    expect(roots).toEqual(ROOTS);
  });

  test.each([
    [0, 1, []],
    [
      0,
      8,
      [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
      ],
    ],
    [
      5,
      8,
      [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      ],
    ],
    [2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]],
  ])("give the audit path of leaf %i in a tree of %i", async (index, size, path) => {
    expect(await proofOf(listInclusion(index, size), reference)).toEqual(path);
  });

  test.each([
    [1, 1, []],
    [
      1,
      8,
      [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
      ],
    ],
    [
      6,
      8,
      [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      ],
    ],
    [
      2,
      5,
      [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      ],
    ],
  ])("give the proof that %i leaves became %i", async (from, to, proof) => {
    expect(await proofOf(listConsistency(from, to), reference)).toEqual(proof);
  });
});

test("a root read from tiles is the RFC's for any size, over one tile and over many", async () => {
  const leaves = Array.from({ length: 1500 }, (_, i) => hashLeaf(Buffer.from(`entry ${i}`)));
  const read = readFrom(leaves);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1500 }), async (size) => {
      expect(hex(await hashRange({ begin: 0, end: size }, read))).toBe(hex(mth(leaves.slice(0, size))));
    }),
    { numRuns: 40, examples: [[0], [1], [255], [256], [257], [512], [513], [1024], [1500]] },
  );
});

test("a tree of 70,000 leaves, which has three levels of tiles, has the RFC's root", async () => {
  const leaves = Array.from({ length: 70_000 }, (_, i) => hashLeaf(Buffer.from(String(i))));
  expect(hex(await hashRange({ begin: 0, end: 70_000 }, readFrom(leaves)))).toBe(hex(mth(leaves)));
});

test("no proof is given of what is not so", () => {
  expect(() => listInclusion(3, 3)).toThrow(RangeError);
  expect(() => listConsistency(0, 3)).toThrow(RangeError);
  expect(() => listConsistency(4, 3)).toThrow(RangeError);
});
