import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rotateLogKey } from "#app/log/rotate-log-key.ts";
import { hashLeaf, hashRange, listInclusion } from "#tlog/merkle.ts";
import {
  makeSigner,
  type NoteSigner,
  signNote,
  writeCheckpoint,
  writeProof,
  writeVerifierKey,
} from "#tlog/note.ts";
import { verifyLog } from "#verifier/verify-log.ts";
import { verifyProof } from "#verifier/verify-proof.ts";
import {
  buildTree,
  type Download,
  download,
  forge,
  listLeavesOf,
  type LoggedWorld,
  makeOffers,
  openDownload,
  openLoggedWorld,
  readLogSigner,
  textOf,
} from "./publish.ts";

let logged: LoggedWorld;
let whole: Download;
let leaves: readonly Buffer[];
let signer: NoteSigner;

beforeAll(async () => {
  logged = await openLoggedWorld();
  const { world, context } = logged;
  await makeOffers(world, 3);
  whole = await download(context);
  leaves = listLeavesOf(whole);
  signer = readLogSigner(logged);
});
afterAll(async () => await logged.close());

test("a log without entries fits; so does one that has grown since its checkpoint was read", async () => {
  const empty = await forge([], signer);
  expect(await verifyLog(openDownload(empty))).toMatchObject({ fits: true, entries: 0 });
  const grown = new Map(whole).set("openings/000", Buffer.from('[{"position":4,"openings":[{}]}]'));
  expect(await verifyLog(openDownload(grown))).toMatchObject({ fits: true, entries: 3, openings: 0 });
});

describe("a proof file", () => {
  /** Proofs of a tree of each size up to 40 by the writer's code, read by the verifier's. */
  const proofOf = async (size: number, index: number) => {
    const all = Array.from({ length: size }, (_, i) => Buffer.from(`leaf ${i}`));
    const { root } = await buildTree(all);
    const hashes = all.map(hashLeaf);
    const path = await Promise.all(
      listInclusion(index, size).map(async (range) =>
        hashRange(
          range,
          async (_level, first, count) => await Promise.resolve(hashes.slice(first, first + count)),
        ),
      ),
    );
    const checkpoint = signNote(writeCheckpoint(signer.name, size, root), [signer]);
    return { proof: writeProof(index, path, checkpoint), leaf: all[index] ?? Buffer.alloc(0) };
  };

  test("shows every leaf of every tree, and no other leaf, place, path or key", async () => {
    const key = writeVerifierKey(signer);
    for (let size = 1; size <= 40; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const { proof, leaf } = await proofOf(size, index);
        expect(verifyProof(proof, leaf, key)).toMatchObject({ fits: true, position: index + 1, size });
        expect(verifyProof(proof, Buffer.from("another"), key)).toMatchObject({ fits: false });
        if (size > 1) {
          const elsewhere = proof.replace(`index ${index}\n`, `index ${(index + 1) % size}\n`);
          expect(verifyProof(elsewhere, leaf, key).fits).toBe(false);
          expect(verifyProof(proof.replace(/\n.{44}\n/, "\n"), leaf, key).fits).toBe(false);
        }
      }
    }
    const { proof, leaf } = await proofOf(5, 2);
    expect(verifyProof(proof.replace("\nindex", "\nextra AAAA\nindex"), leaf, key)).toMatchObject({
      fits: true,
    });
    const rules = [
      verifyProof(proof, leaf, writeVerifierKey(makeSigner(signer.name))),
      verifyProof(proof.replace("index 2", "index 5"), leaf, key),
      verifyProof(proof.replace("@v1", "@v2"), leaf, key),
      verifyProof("", leaf, key),
      verifyProof(proof, leaf, "abc"),
    ].map((verdict) => (verdict.fits ? "" : verdict.fault.rule));
    expect(rules).toEqual([
      "wrong_key",
      "position_differs",
      "file_unreadable",
      "file_unreadable",
      "key_malformed",
    ]);
  });
});

describe("a key that takes over while the log is read", () => {
  /** The log's key by itself, with a new one that it vouches for, and with one that begins a new log. */
  const makeKeys = () => {
    const [next, other] = [makeSigner(signer.name), makeSigner("example.org/anew")];
    const text = `wellspring-log-key@v1\n${signer.name}\n3\n${writeVerifierKey(next)}\n`;
    const own = { key: writeVerifierKey(signer), since: 0, statement: null };
    const follows = { key: writeVerifierKey(next), since: 3, statement: signNote(text, [signer]) };
    const begins = { key: writeVerifierKey(other), since: 3, statement: null };
    return { next, other, own, follows, begins };
  };
  const signed = async (by: NoteSigner, keys: readonly object[]) => {
    const files = await forge(leaves, by, whole);
    return new Map(files).set("keys", Buffer.from(JSON.stringify(keys)));
  };
  /** Reads `before` the first times, and then `after`; tells what was read. */
  const changing = ({ before, after, times }: { before: Download; after: Download; times: number }) => {
    const asked: string[] = [];
    const read = async (path: string) => {
      asked.push(path);
      return await Promise.resolve((asked.length > times ? after : before).get(path));
    };
    return { source: { name: "changing", read }, asked };
  };

  test("does no harm, whenever it is", async () => {
    const { next, own, follows } = makeKeys();
    const before = await signed(signer, [own]);
    const after = await signed(next, [own, follows]);
    for (const key of [own.key, undefined]) {
      for (const times of [0, 1, 2, 3]) {
        const { source } = changing({ before, after, times });
        expect(await verifyLog(source, { key })).toMatchObject({ fits: true, entries: 3 });
      }
    }
  });

  test("nor does a list of keys that lags behind the checkpoint, or a log that is begun anew", async () => {
    const { next, other, own, follows, begins } = makeKeys();
    const after = await signed(next, [own, follows]);
    const lagging = new Map(after).set("keys", Buffer.from(JSON.stringify([own])));
    const late = changing({ before: lagging, after, times: 2 });
    expect(await verifyLog(late.source, { key: own.key })).toMatchObject({ fits: true, key: follows.key });
    const anew = await signed(other, [own, begins]);
    const restarted = changing({ before: await signed(signer, [own]), after: anew, times: 1 });
    expect(await verifyLog(restarted.source)).toMatchObject({ fits: true, origin: "example.org/anew" });
  });

  test("is asked for no more than twice, and a key that stays unknown is none of the log's", async () => {
    const { next, own } = makeKeys();
    const files = await signed(next, [own]);
    const { source, asked } = changing({ before: files, after: files, times: 0 });
    expect(await verifyLog(source)).toMatchObject({
      fits: false,
      fault: { rule: "wrong_key", path: "checkpoint" },
    });
    expect(asked).toEqual(["checkpoint", "keys", "checkpoint", "keys"]);
  });
});

test("a rotated key is followed from the old one; what the old one signs afterwards is not taken", async () => {
  const before = writeVerifierKey(signer);
  const { world, context } = logged;
  const rotated = await rotateLogKey(context, { newLog: false });
  if (!rotated.ok) throw new Error(rotated.refusal.code);
  await makeOffers(world, 1);
  const after = await download(context);
  const verdict = await verifyLog(openDownload(after), { key: before, since: { log: openDownload(whole) } });
  expect(verdict).toMatchObject({
    fits: true,
    isTrusted: true,
    key: rotated.value.key,
    extends: leaves.length,
  });
  const stale = new Map(after);
  const text = textOf(after, "checkpoint").split("\n\n")[0] ?? "";
  stale.set("checkpoint", Buffer.from(signNote(`${text}\n`, [signer])));
  expect(await verifyLog(openDownload(stale), { key: before })).toMatchObject({
    fits: false,
    fault: { rule: "key_replaced", position: null },
  });
  const begun = await rotateLogKey(context, { newLog: true });
  expect(begun.ok).toBe(true);
  const anew = await download(context);
  expect(await verifyLog(openDownload(anew), { key: before })).toMatchObject({
    fits: false,
    fault: { rule: "key_not_vouched" },
  });
  expect(await verifyLog(openDownload(anew))).toMatchObject({ fits: true, isTrusted: false });
});
