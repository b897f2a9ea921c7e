import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { checkProof, type EntryProof, readBundle, readCheckpoint } from "./check-proof.ts";

const ORIGIN = "example.org/log";
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const keyBytes = Buffer.concat([
  Buffer.of(1),
  Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"),
]);
const keyId = createHash("sha256").update(`${ORIGIN}\n`).update(keyBytes).digest().subarray(0, 4);
const KEY = `${ORIGIN}+${keyId.toString("hex")}+${keyBytes.toString("base64")}`;

const hash = (...parts: readonly Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
const leafOf = (position: number) =>
  new Uint8Array(Buffer.from(JSON.stringify({ entry: `entry-${position}`, position })));

/** RFC 6962, section 2.1, as it is written there: root of leaves, and the path of one of them. */
function split(count: number): number {
  return 2 ** Math.ceil(Math.log2(count) - 1);
}
function rootOf(leaves: readonly Uint8Array[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return hash(Buffer.of(0), only);
  const at = split(leaves.length);
  return hash(Buffer.of(1), rootOf(leaves.slice(0, at)), rootOf(leaves.slice(at)));
}
function pathOf(index: number, leaves: readonly Uint8Array[]): Buffer[] {
  if (leaves.length === 1) return [];
  const at = split(leaves.length);
  return index < at
    ? [...pathOf(index, leaves.slice(0, at)), rootOf(leaves.slice(at))]
    : [...pathOf(index - at, leaves.slice(at)), rootOf(leaves.slice(0, at))];
}

function prove(position: number, size: number): EntryProof {
  const leaves = Array.from({ length: size }, (_, index) => leafOf(index + 1));
  const note = `${ORIGIN}\n${size}\n${rootOf(leaves).toString("base64")}\n`;
  const signature = Buffer.concat([keyId, sign(null, Buffer.from(note), privateKey)]);
  return {
    entryId: `entry-${position}`,
    position,
    leaf: leafOf(position),
    hashes: pathOf(position - 1, leaves).map((one) => one.toString("base64")),
    checkpoint: `${note}\n— ${ORIGIN} ${signature.toString("base64")}\n`,
    keys: [KEY],
  };
}

test("The proof of every entry of logs of 1 to 9 entries fits, and at no other position", async () => {
  for (let size = 1; size <= 9; size += 1) {
    for (let position = 1; position <= size; position += 1) {
      const proof = prove(position, size);
      const fits = await checkProof(proof);
      expect(fits.verdicts, `${position} of ${size}`).toEqual({
        leaf: "fits",
        path: "fits",
        signature: "fits",
      });
      expect(fits.size).toBe(size);
      const moved = await checkProof({ ...proof, position: (position % size) + 1 });
      if (size > 1) expect(moved.verdicts).toMatchObject({ leaf: "differs", path: "differs" });
    }
  }
});

const changed = (bytes: Uint8Array<ArrayBuffer>) => {
  const copy = bytes.slice();
  copy[3] = (copy[3] ?? 0) ^ 1;
  return copy;
};

test.each<[string, Partial<EntryProof>, object]>([
  ["a leaf of which one bit differs", { leaf: changed(leafOf(5)) }, { path: "differs", signature: "fits" }],
  ["another entry's leaf", { leaf: leafOf(6) }, { leaf: "differs", path: "differs" }],
  ["a path that is too short", { hashes: prove(5, 11).hashes.slice(1) }, { path: "differs" }],
  ["a path with a hash too many", { hashes: [...prove(5, 11).hashes, KEY] }, { path: "differs" }],
  ["a checkpoint of another size", { checkpoint: prove(5, 12).checkpoint }, { path: "differs" }],
  [
    "a root that nobody signed",
    { checkpoint: prove(5, 11).checkpoint.replace("\n11\n", "\n12\n") },
    { signature: "differs" },
  ],
  [
    "a key that is not trusted",
    { keys: [KEY.replace(ORIGIN, "example.org/other")] },
    { signature: "differs" },
  ],
  ["no key", { keys: [] }, { signature: "differs" }],
  ["no checkpoint at all", { checkpoint: "nothing\n" }, { path: "differs", signature: "differs" }],
])("%s does not fit", async (_, members, verdicts) => {
  const { verdicts: found } = await checkProof({ ...prove(5, 11), ...members });
  expect(found).toMatchObject(verdicts);
});

test("A bundle is taken apart into its leaves, and what is no checkpoint is none", () => {
  const [one, two] = [leafOf(1), new Uint8Array(300).fill(7)];
  const bundle = Uint8Array.from([0, one.length, ...one, 1, 44, ...two]);
  expect(readBundle(bundle)).toEqual([one, two]);
  expect(readCheckpoint("a\n01\nb\n")).toBeUndefined();
});
