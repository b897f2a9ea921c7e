import { beforeAll, describe, expect, test } from "vitest";
import { makeSigner, signNote, writeCheckpoint, writeVerifierKey } from "#tlog/note.ts";
import { writeBundle } from "#tlog/tile-path.ts";
import { verifyLog } from "#verifier/verify-log.ts";
import { madeSigner, makeLeaf, makeLeaves, makeLog, pledgeOf, supplyOf } from "./made-log.ts";
import { buildTree, type Download, forge, openDownload } from "./publish.ts";

/** What is said of a log that is held to an earlier one: its own damage, another history, and the earlier download's damage, apart. */
const SIZE = 600;
const EARLIER = 300;
const leaves = makeLeaves(SIZE);
let whole: Download;
let earlier: Download;

beforeAll(async () => {
  whole = await makeLog(leaves);
  earlier = await makeLog(leaves.slice(0, EARLIER));
});

/** What is read of an earlier download. */
const LOOKED_AT = /^checkpoint$|^tile\/0\//;

const copy = (files: Download): Download =>
  new Map([...files].map(([path, bytes]) => [path, Uint8Array.from(bytes)]));

/** The fault of a log held to the earlier download; `undefined` where it fits. */
async function judge(files: Download, since: Download | Uint8Array = earlier) {
  const option = since instanceof Uint8Array ? { checkpoint: since } : { log: openDownload(since) };
  const verdict = await verifyLog(openDownload(files), { since: option });
  return verdict.fits ? undefined : verdict.fault;
}

/** An entry of another quantity. */
const other = (position: number): Buffer =>
  makeLeaf(position, { body: { movements: [pledgeOf(9999)], supplies: [supplyOf()] } });
/** The log with other entries at these positions, signed by its own key. */
const rewritten = async (...positions: number[]): Promise<Download> =>
  await makeLog(leaves.map((leaf, index) => (positions.includes(index + 1) ? other(index + 1) : leaf)));

test("a log that has grown extends the earlier download and its checkpoint, of whatever size", async () => {
  expect(await judge(whole)).toBeUndefined();
  for (const size of [1, 255, 256, 257, 512, SIZE]) {
    const older = await makeLog(leaves.slice(0, size));
    expect(await judge(whole, older)).toBeUndefined();
    expect(await judge(whole, older.get("checkpoint"))).toBeUndefined();
  }
});

describe("a damaged download is not told as another history", () => {
  test("where a bundle was changed", async () => {
    const damaged = copy(whole);
    damaged.set("tile/entries/000", writeBundle([...leaves.slice(0, 4), other(5), ...leaves.slice(5, 256)]));
    const expected = { rule: "leaf_differs", path: "tile/entries/000", position: 5 };
    expect(await judge(damaged)).toMatchObject(expected);
    expect(await judge(damaged, earlier.get("checkpoint"))).toMatchObject(expected);
  });

  test("where a tile was changed", async () => {
    const damaged = copy(whole);
    damaged.get("tile/0/000")?.set([1, 2, 3], 32 * 4);
    expect(await judge(damaged)).toMatchObject({ rule: "tile_differs", path: "tile/0/000", position: 5 });
  });

  test("where bundle and tiles were changed together, and the checkpoint is signed for others", async () => {
    const { files } = await buildTree(leaves.map((leaf, index) => (index === 4 ? other(5) : leaf)));
    const damaged = copy(whole);
    for (const path of ["tile/entries/000", "tile/0/000"]) damaged.set(path, files.get(path)!);
    expect(await judge(damaged)).toMatchObject({ rule: "leaf_differs", path: "tile/1/000.p/2", position: 1 });
    for (const [path, bytes] of files) damaged.set(path, bytes);
    expect(await judge(damaged)).toMatchObject({ rule: "root_differs", path: "checkpoint" });
  });
});

describe("another history", () => {
  test("is named by its first entry, with an earlier download", async () => {
    const forked = await rewritten(200, 290, 500);
    expect(await judge(forked)).toMatchObject({
      rule: "forked",
      path: "tile/entries/000",
      position: 200,
      entry: expect.stringMatching(/-000000001200$/),
    });
    expect(await judge(forked, earlier.get("checkpoint"))).toMatchObject({
      rule: "forked",
      path: "checkpoint",
      position: null,
    });
  });

  test("comes before a rule that is broken later, and after one that is broken before", async () => {
    const broken = (position: number) => makeLeaf(position, { numberedAt: "2025-01-01T00:00:00.000Z" });
    const log = async (brokenAt: number) =>
      await makeLog(
        leaves.map((leaf, index) =>
          index + 1 === brokenAt ? broken(brokenAt) : index + 1 === 200 ? other(200) : leaf,
        ),
      );
    expect(await judge(await log(400))).toMatchObject({ rule: "forked", position: 200 });
    expect(await judge(await log(280))).toMatchObject({ rule: "forked", position: 200 });
    expect(await judge(await log(100), earlier.get("checkpoint"))).toMatchObject({
      rule: "time_reversed",
      position: 100,
    });
  });

  test("is not hidden by a file left out", async () => {
    const forked = await rewritten(200);
    forked.delete("tile/entries/001");
    expect(await judge(forked)).toMatchObject({ rule: "file_missing", path: "tile/entries/001" });
    forked.set("tile/entries/001", whole.get("tile/entries/001")!);
    forked.delete("tile/entries/002.p/88");
    expect(await judge(forked)).toMatchObject({
      rule: "file_missing",
      reason: expect.stringContaining("does not extend the earlier log"),
    });
  });
});

test("a log that was begun anew after a restore is told by its origin, however much the old one had signed", async () => {
  const successor = makeSigner("example.org/made/2");
  const anew = await forge(leaves.slice(0, 90), successor);
  const keys = [
    { key: writeVerifierKey(madeSigner), since: 0, statement: null },
    { key: writeVerifierKey(successor), since: 90, statement: null },
  ];
  anew.set("keys", Buffer.from(JSON.stringify(keys)));
  expect(await judge(anew, earlier.get("checkpoint"))).toMatchObject({
    rule: "wrong_origin",
    path: "--since",
    reason: "is of the log example.org/made, this one is example.org/made/2",
  });
});

test("a log extends an earlier one without entries, whose root there is but one of", async () => {
  const empty = await makeLog([]);
  expect(await judge(whole, empty)).toBeUndefined();
  expect(await judge(empty, empty)).toBeUndefined();
  const note = signNote(writeCheckpoint(madeSigner.name, 0, Buffer.alloc(32)), [madeSigner]);
  const checkpoint = Buffer.from(note);
  expect(await judge(whole, checkpoint)).toMatchObject({ rule: "root_differs", path: "--since" });
  expect(await judge(whole, new Map([["checkpoint", checkpoint]]))).toMatchObject({
    rule: "root_differs",
    path: "--since/checkpoint",
  });
});

test("no byte changed in what was downloaded, of the one log or the other, is told as another history", async () => {
  for (const [files, isEarlier] of [
    [whole, false],
    [earlier, true],
  ] as const) {
    let found = 0;
    for (const [path, bytes] of files) {
      for (const place of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        const changed = copy(files);
        changed.get(path)![place]! ^= 1;
        const fault = isEarlier ? await judge(whole, changed) : await judge(changed);
        // Of the earlier download, checkpoint and tiles of leaves are all that is looked at.
        if (fault === undefined)
          expect([isEarlier, path]).toEqual([true, expect.not.stringMatching(LOOKED_AT)]);
        else {
          found += 1;
          expect([path, place, fault.rule]).not.toEqual([path, place, "forked"]);
          expect(fault.path.startsWith("--since/")).toBe(isEarlier);
        }
      }
    }
    expect(found).toBe(isEarlier ? 9 : 3 * files.size);
  }
});

describe("an earlier download that was damaged", () => {
  const EXTENDED = expect.stringContaining("the log itself fits, and extends the earlier checkpoint");

  test("is told as that, where a byte of a tile is another", async () => {
    const damaged = copy(earlier);
    damaged.get("tile/0/000")?.set([1, 2, 3], 32 * 6);
    expect(await judge(whole, damaged)).toMatchObject({
      rule: "tile_differs",
      path: "--since/tile/0/000",
      position: 7,
      reason: EXTENDED,
    });
  });

  test("or a tile is missing or too short", async () => {
    const damaged = copy(earlier);
    damaged.set("tile/0/000", new Uint8Array(31));
    expect(await judge(whole, damaged)).toMatchObject({
      rule: "tile_length",
      path: "--since/tile/0/000",
      reason: EXTENDED,
    });
    damaged.delete("tile/0/000");
    expect(await judge(whole, damaged)).toMatchObject({
      rule: "file_missing",
      path: "--since/tile/0/000",
      reason: EXTENDED,
    });
  });

  test("or has no checkpoint, or one that cannot be read", async () => {
    const damaged = copy(earlier);
    damaged.set("checkpoint", Buffer.from("x\n"));
    expect(await judge(whole, damaged)).toMatchObject({
      rule: "note_malformed",
      path: "--since/checkpoint",
    });
    damaged.delete("checkpoint");
    expect(await judge(whole, damaged)).toMatchObject({ rule: "file_missing", path: "--since/checkpoint" });
  });

  test("hides no other history, and names none of its entries", async () => {
    const forked = await rewritten(200);
    const changed = copy(earlier);
    changed.get("tile/0/000")?.set([1, 2, 3], 32 * 6);
    const missing = copy(earlier);
    missing.delete("tile/0/000");
    for (const [download, why] of [
      [changed, "its tiles do not give the root of its checkpoint"],
      [missing, "--since/tile/0/000 is not there"],
    ] as const) {
      expect(await judge(forked, download)).toMatchObject({
        rule: "forked",
        path: "checkpoint",
        position: null,
        reason: expect.stringContaining(why),
      });
    }
  });

  test("comes after what is wrong with the new log", async () => {
    const older = copy(earlier);
    older.delete("tile/0/001.p/44");
    const damaged = copy(whole);
    damaged.get("tile/0/002.p/88")?.set([1, 2, 3], 0);
    expect(await judge(damaged, older)).toMatchObject({ rule: "tile_differs", path: "tile/0/002.p/88" });
  });
});
