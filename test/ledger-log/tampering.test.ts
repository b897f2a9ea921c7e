import { createHash } from "node:crypto";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readStatement } from "#app/statement/read-statement.ts";
import { bring, openChain, receive } from "#test/fixtures/chain.ts";
import { makeSigner, type NoteSigner, signNote, writeCheckpoint, writeVerifierKey } from "#tlog/note.ts";
import { writeBundle } from "#tlog/tile-path.ts";
import { verifyLog, type VerifyOptions } from "#verifier/verify-log.ts";
import {
  buildTree,
  type Download,
  download,
  forge,
  hashHidden,
  listLeavesOf,
  type LoggedWorld,
  makeOffers,
  openDownload,
  openLoggedWorld,
  readLogSigner,
  textOf,
} from "./publish.ts";

/**
 * A real log of more than one tile, tampered with in every way that the format leaves: who changes what was downloaded, who has a
 * key of their own, and who has the log's key.
 */
let logged: LoggedWorld;
/** The log after the chain, and after many further entries. */
let early: Download;
let whole: Download;
let leaves: readonly Buffer[];
let signer: NoteSigner;

beforeAll(async () => {
  logged = await openLoggedWorld();
  const { world, context } = logged;
  const chain = await openChain(world);
  await receive(chain, await bring(chain, "clear_import"), [[100], [40]]);
  early = await download(context);
  await makeOffers(world, 300);
  whole = await download(context);
  leaves = listLeavesOf(whole);
  signer = readLogSigner(logged);
});
afterAll(async () => await logged.close());

const copy = (files: Download): Download =>
  new Map([...files].map(([path, bytes]) => [path, Uint8Array.from(bytes)]));
const keyOf = (): string => writeVerifierKey(signer);
const checkpointOf = (files: Download) => files.get("checkpoint") ?? new Uint8Array();

/** The verdict on a copy of the log after `tamper`. */
async function judge(tamper: (files: Download) => unknown, options: VerifyOptions = {}) {
  const files = copy(whole);
  await tamper(files);
  return await verifyLog(openDownload(files), { key: keyOf(), ...options });
}

const BUNDLE = "tile/entries/000";
const TILE = "tile/0/000";
const lastBundle = () => [...whole.keys()].findLast((path) => path.startsWith("tile/entries/")) ?? "";

/** A full bundle with its leaves changed. */
function rewrite(files: Download, change: (bundle: Buffer[]) => Buffer[]): void {
  files.set(BUNDLE, writeBundle(change(leaves.slice(0, 256))));
}

/** A leaf with something in it replaced. */
function edit(leaf: Buffer | undefined, from: string | RegExp, to: string): Buffer {
  const before = (leaf ?? Buffer.alloc(0)).toString();
  const after = before.replace(from, to);
  if (after === before) throw new Error(`nothing to replace: ${String(from)}`);
  return Buffer.from(after);
}

/** Leaves with the one at `position` replaced. */
const replaced = (position: number, leaf: Buffer): Buffer[] =>
  leaves.map((one, i) => (i === position - 1 ? leaf : one));

const find = (text: string): number => leaves.findIndex((leaf) => leaf.includes(text)) + 1;
const fields = (position: number) =>
  JSON.parse(leaves[position - 1]?.toString() ?? "{}") as {
    entry: string;
    body: { movements: { quantity: number; supply: string; recipient: { sha256: string } }[] };
  };

describe("the log as it is", () => {
  test("fits: every entry, movement and opening; with its key, its origin and an earlier log", async () => {
    const verdict = await judge(() => undefined, {
      origin: signer.name,
      since: { log: openDownload(early) },
    });
    expect(verdict).toMatchObject({
      fits: true,
      origin: signer.name,
      entries: leaves.length,
      isTrusted: true,
      extends: listLeavesOf(early).length,
    });
    if (!verdict.fits) throw new Error("does not fit");
    expect(leaves.length).toBeGreaterThan(300);
    expect(verdict.movements).toBeGreaterThan(leaves.length);
    expect(verdict.openings).toBeGreaterThan(10);
  });

  test("adds up to the statement, item by item and figure by figure", async () => {
    const verdict = await judge(() => undefined);
    const statement = await readStatement(logged.context, { by: ["item"] });
    if (!verdict.fits || !statement.ok) throw new Error("nothing to compare");
    expect(verdict.figures.map(({ item }) => item)).toEqual(["gown", "medical_mask"]);
    for (const { item, scenario, ...figures } of verdict.figures) {
      const row = statement.value.rows.find((one) => one.item === item);
      const expected = Object.keys(figures).map((name) => [name, String(Reflect.get(row ?? {}, name))]);
      expect([scenario, figures]).toEqual([null, Object.fromEntries(expected)]);
    }
  });

  test("fits without a trusted key as well, and says that there was none", async () => {
    const verdict = await verifyLog(openDownload(whole));
    expect(verdict).toMatchObject({ fits: true, isTrusted: false, extends: null });
  });
});

type Tampering = readonly [
  what: string,
  tamper: (files: Download) => unknown,
  expected: {
    readonly rule: string;
    readonly position: number | null;
    readonly reason?: RegExp;
    readonly path?: string;
  },
];

const DOWNLOADED: readonly Tampering[] = [
  [
    "another quantity",
    (files) =>
      rewrite(files, (all) =>
        all.map((leaf, i) => (i === 6 ? edit(leaf, /"quantity":\d+/, '"quantity":7') : leaf)),
      ),
    { rule: "leaf_differs", position: 7, path: BUNDLE, reason: /not the one that was signed/ },
  ],
  [
    "an entry removed",
    (files) => rewrite(files, (all) => all.toSpliced(4, 1)),
    { rule: "position_differs", position: 5, reason: /position 6 stands where position 5 should/ },
  ],
  [
    "two entries swapped",
    (files) => rewrite(files, (all) => all.with(9, all[20]!).with(20, all[9]!)),
    { rule: "position_differs", position: 10, reason: /position 21 stands where position 10 should/ },
  ],
  [
    "a position twice",
    (files) => rewrite(files, (all) => all.with(12, all[11]!)),
    { rule: "position_differs", position: 13, reason: /position 12 stands where position 13 should/ },
  ],
  [
    "an entry put in",
    (files) => rewrite(files, (all) => all.toSpliced(3, 0, all[3]!)),
    { rule: "position_differs", position: 5 },
  ],
  [
    "a tile of leaves changed",
    (files) => files.get(TILE)?.set([1, 2, 3], 32 * 40),
    { rule: "tile_differs", position: 41, path: TILE, reason: /the tile was changed/ },
  ],
  [
    "a tile of level 1 changed",
    (files) => files.get("tile/1/000.p/1")?.set([1, 2, 3], 0),
    { rule: "tile_differs", position: 1, path: "tile/1/000.p/1", reason: /the tile was changed/ },
  ],
  [
    "entries and their tile changed together",
    async (files) => {
      const { files: built } = await buildTree(
        replaced(8, edit(leaves[7], /"quantity":\d+/, '"quantity":8')),
      );
      for (const path of [BUNDLE, TILE]) files.set(path, built.get(path)!);
    },
    { rule: "leaf_differs", position: 1, path: "tile/1/000.p/1" },
  ],
  [
    "entries and every tile changed together",
    async (files) => {
      const { files: built } = await buildTree(
        replaced(8, edit(leaves[7], /"quantity":\d+/, '"quantity":8')),
      );
      for (const [path, bytes] of built) files.set(path, bytes);
    },
    { rule: "root_differs", position: null, path: "checkpoint" },
  ],
  [
    "a bundle that breaks off",
    (files) => files.set(BUNDLE, files.get(BUNDLE)!.subarray(0, -1)),
    { rule: "bundle_truncated", position: 256, reason: /after 255 of 256/ },
  ],
  [
    "a bundle that goes on",
    (files) => files.set(lastBundle(), Buffer.concat([files.get(lastBundle())!, Buffer.from("\0\u0001x")])),
    { rule: "bundle_too_long", position: 0 },
  ],
  [
    "a bundle missing",
    (files) => void files.delete(BUNDLE),
    { rule: "file_missing", position: 1, path: BUNDLE },
  ],
  ["a tile missing", (files) => void files.delete(TILE), { rule: "file_missing", position: 1, path: TILE }],
  [
    "a tile too short",
    (files) => files.set(TILE, files.get(TILE)!.subarray(32)),
    { rule: "tile_length", position: 1 },
  ],
  [
    "a leaf that is no JSON",
    (files) => rewrite(files, (all) => all.with(2, Buffer.from("{"))),
    { rule: "leaf_malformed", position: 3 },
  ],
  [
    "a leaf in another form",
    (files) => rewrite(files, (all) => all.with(2, edit(all[2], ":", ": "))),
    { rule: "leaf_malformed", position: 3, reason: /canonical/ },
  ],
  [
    "a leaf with a member more",
    (files) => rewrite(files, (all) => all.with(2, edit(all[2], "{", '{"a":1,'))),
    { rule: "leaf_malformed", position: 3, reason: /“a” that nobody knows/ },
  ],
  [
    "a signature changed",
    (files) => files.set("checkpoint", edit(Buffer.from(checkpointOf(files)), /.{8}=\n$/, "AAAAAAAA=\n")),
    { rule: "wrong_signature", position: null },
  ],
  [
    "another size under the signature",
    (files) => files.set("checkpoint", edit(Buffer.from(checkpointOf(files)), /\n\d+\n/, "\n3\n")),
    { rule: "wrong_signature", position: null },
  ],
  [
    "another root under the signature",
    (files) =>
      files.set("checkpoint", edit(Buffer.from(checkpointOf(files)), /\n.{44}\n/, `\n${"A".repeat(43)}=\n`)),
    { rule: "wrong_signature", position: null },
  ],
  [
    "no signature",
    (files) => files.set("checkpoint", Buffer.from("a\n1\nb\n")),
    { rule: "note_malformed", position: null },
  ],
];

describe("who changes what was downloaded", () => {
  test.each(DOWNLOADED)("is found: %s", async (_what, tamper, expected) => {
    const { reason = /./, position, ...rest } = expected;
    const verdict = await judge(tamper);
    expect(verdict).toMatchObject({ fits: false, fault: { ...rest, reason: expect.stringMatching(reason) } });
    if (verdict.fits) throw new Error("it fits");
    expect(verdict.fault.position).toBe(position === 0 ? leaves.length + 1 : position);
  });

  test("is found whichever byte of whichever file it is", async () => {
    for (const [path, bytes] of whole) {
      for (const place of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        // The white space at the end of our JSON is not looked at.
        if (bytes[place] === 10 && (path === "keys" || path.startsWith("openings/"))) continue;
        const verdict = await judge((files) => {
          const changed = files.get(path)!;
          changed[place] = changed[place]! ^ 1;
        });
        expect([path, place, verdict.fits]).toEqual([path, place, false]);
      }
    }
  });

  test("the entry is named by its id where it can be read", async () => {
    const verdict = await judge((files) =>
      rewrite(files, (all) => all.with(6, edit(all[6], /"quantity":\d+/, '"quantity":7'))),
    );
    expect(verdict).toMatchObject({ fits: false, fault: { position: 7, entry: fields(7).entry } });
  });
});

describe("openings", () => {
  const change = (
    files: Download,
    alter: (opening: { field: string; value: string; salt: string }) => void,
  ) => {
    const list = JSON.parse(textOf(files, "openings/000")) as { position: number; openings: never[] }[];
    for (const opening of list[0]?.openings.slice(0, 1) ?? []) alter(opening);
    files.set("openings/000", Buffer.from(JSON.stringify(list)));
    return list[0]?.position ?? 0;
  };

  test.each<[string, (opening: { field: string; value: string; salt: string }) => void]>([
    ["to another value", (opening) => (opening.value = "XXX")],
    ["with another salt", (opening) => (opening.salt = "0".repeat(64))],
    ["under another field", (opening) => (opening.field = "author")],
    ["of a field that is not hidden", (opening) => (opening.field = "kind")],
  ])("a salted hash opened %s is found", async (_what, alter) => {
    let position = 0;
    const verdict = await judge((files) => {
      position = change(files, alter);
    });
    expect(position).toBeGreaterThan(0);
    expect(verdict).toMatchObject({ fits: false, fault: { rule: "opening_differs", position } });
  });

  test("are what docs/LEDGER-LOG.md says", () => {
    const list = JSON.parse(textOf(whole, "openings/000")) as {
      position: number;
      openings: { field: string; salt: string; value: string }[];
    }[];
    const [one] = list;
    const opening = one?.openings.find(({ field }) => field === "movements.0.recipient");
    const hidden = fields(one?.position ?? 0).body.movements[0]?.recipient.sha256;
    expect(hashHidden(opening?.salt ?? "", "movements.0.recipient", opening?.value ?? "")).toBe(hidden);
  });
});

describe("who has another key", () => {
  test("is found by who trusts the log's", async () => {
    const forged = await forge(leaves, makeSigner(signer.name), whole);
    const verdict = await verifyLog(openDownload(forged), { key: keyOf() });
    expect(verdict).toMatchObject({ fits: false, fault: { rule: "wrong_key", position: null } });
    expect(await verifyLog(openDownload(forged))).toMatchObject({ fits: true, isTrusted: false });
  });

  test("cannot put its key after the log's", async () => {
    const forger = makeSigner(signer.name);
    const forged = await forge(leaves, forger, whole);
    const [own] = JSON.parse(textOf(whole, "keys")) as [object];
    const text = `wellspring-log-key@v1\n${signer.name}\n1\n${writeVerifierKey(forger)}\n`;
    for (const statement of [null, signNote(text, [forger]), textOf(whole, "checkpoint")]) {
      const keys = [own, { key: writeVerifierKey(forger), since: 1, statement }];
      forged.set("keys", Buffer.from(JSON.stringify(keys)));
      const verdict = await verifyLog(openDownload(forged), { key: keyOf() });
      expect(verdict).toMatchObject({ fits: false, fault: { rule: "key_not_vouched", position: null } });
    }
  });

  test("or another origin is found", async () => {
    const verdict = await judge(() => undefined, { origin: "example.org/other" });
    expect(verdict).toMatchObject({ fits: false, fault: { rule: "wrong_origin", position: null } });
    const text =
      textOf(whole, "checkpoint").split("\n\n")[0]?.replace(signer.name, "example.org/other") ?? "";
    const renamed = await judge((files) =>
      files.set("checkpoint", Buffer.from(signNote(`${text}\n`, [signer]))),
    );
    expect(renamed).toMatchObject({ fits: false, fault: { rule: "wrong_origin", position: null } });
  });
});

/** Verdicts on logs that are signed by the log's own key throughout: what its operator could do. */
describe("who has the log's key", () => {
  const judgeForged = async (forgedLeaves: readonly Buffer[], options: VerifyOptions = {}) => {
    const forged = await forge(forgedLeaves, signer, whole);
    forged.delete("openings/000");
    return await verifyLog(openDownload(forged), { key: keyOf(), ...options });
  };

  test("and forks the log is found by an earlier checkpoint; by an earlier download with the entry", async () => {
    const changed = replaced(1, edit(leaves[0], /"quantity":500/, '"quantity":900'));
    expect(await judgeForged(changed)).toMatchObject({ fits: true });
    expect(await judgeForged(changed, { since: { checkpoint: checkpointOf(early) } })).toMatchObject({
      fits: false,
      fault: { rule: "forked", position: null, reason: expect.stringContaining("of the first") },
    });
    expect(await judgeForged(changed, { since: { log: openDownload(early) } })).toMatchObject({
      fits: false,
      fault: { rule: "forked", position: 1, entry: fields(1).entry },
    });
  });

  test("and signs a smaller tree is found by the earlier checkpoint", async () => {
    const verdict = await judgeForged(leaves.slice(0, 5), { since: { checkpoint: checkpointOf(whole) } });
    expect(verdict).toMatchObject({ fits: false, fault: { rule: "shrunk", position: 6 } });
    const early5 = await buildTree(leaves.slice(0, 5));
    const note = signNote(writeCheckpoint(signer.name, 5, early5.root), [signer]);
    const inPlace = await judge((files) => files.set("checkpoint", Buffer.from(note)));
    expect(inPlace).toMatchObject({ fits: false, fault: { rule: "file_missing", path: "tile/0/000.p/5" } });
  });

  test.each<[string, string, number, () => Buffer[]]>([
    [
      "more units than there are",
      "below_zero",
      3,
      () => replaced(3, edit(leaves[2], /"quantity":100/, '"quantity":1000')),
    ],
    [
      "an entry's id twice",
      "entry_repeated",
      2,
      () => replaced(2, edit(leaves[1], fields(2).entry, fields(1).entry)),
    ],
    [
      "a supply that nobody brought in",
      "supply_unknown",
      3,
      () => replaced(3, edit(leaves[2], fields(3).body.movements[0]!.supply, v7())),
    ],
    [
      "a movement between stages that are not joined",
      "stage_not_reachable",
      3,
      () => replaced(3, edit(leaves[2], '"kind":"reserve"', '"kind":"use"')),
    ],
    [
      "a position given before the one before it",
      "time_reversed",
      3,
      () => replaced(3, edit(leaves[2], /"numberedAt":"20/, '"numberedAt":"19')),
    ],
    [
      "a correction of what is not there",
      "unknown_correction",
      3,
      () => replaced(3, edit(leaves[2], '"corrects":null', `"corrects":"${v7()}"`)),
    ],
    [
      "a line number left out",
      "movement_malformed",
      3,
      () => replaced(3, edit(leaves[2], '"line":2', '"line":3')),
    ],
    [
      "a supply with other terms than before",
      "supply_changed",
      2,
      () => {
        const [first, second] = [leaves[0]!.toString(), leaves[1]!.toString()];
        const supply = /"supplies":\[(.*)\]/.exec(first)?.[1]?.replace('"grant"', '"sale"') ?? "";
        return replaced(2, edit(Buffer.from(second), /"supplies":\[/, `"supplies":[${supply},`));
      },
    ],
  ])("cannot sign %s", async (_what, rule, position, forgedLeaves) => {
    const verdict = await judgeForged(forgedLeaves());
    expect(verdict).toMatchObject({ fits: false, fault: { rule, position } });
  });
});

describe("long entries", () => {
  test("have their movements beside the leaf, and these are held to it", async () => {
    const source = leaves[0]!.toString();
    const body = /"body":(\{.*\}),"corrects"/.exec(source)?.[1] ?? "";
    const sha256 = createHash("sha256").update(body).digest("hex");
    const apart = Buffer.from(source.replace(body, `{"bytes":${body.length},"sha256":"${sha256}"}`));
    const forged = await forge(replaced(1, apart), signer, whole);
    const judgeBody = async (bytes: Buffer | undefined) => {
      if (bytes === undefined) forged.delete("body/001");
      else forged.set("body/001", bytes);
      return await verifyLog(openDownload(forged), { key: keyOf() });
    };
    expect(await judgeBody(Buffer.from(body))).toMatchObject({ fits: true, entries: leaves.length });
    const other = Buffer.from(body.replace('"quantity":500', '"quantity":501'));
    expect(await judgeBody(other)).toMatchObject({
      fits: false,
      fault: { rule: "body_differs", position: 1 },
    });
    expect(await judgeBody(undefined)).toMatchObject({
      fits: false,
      fault: { rule: "file_missing", position: 1 },
    });
    expect(find("make_offer")).toBe(1);
  });
});
