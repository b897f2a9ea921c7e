import { createHash } from "node:crypto";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId, type ConsignmentId, type PhotographId } from "#core/id.ts";
import { PHOTOGRAPH_BYTES_MAX } from "#core/receipt/photograph.ts";
import { makeJpeg } from "#core/testing/jpeg.ts";
import { bring, type Chain, openChain, receive } from "#test/fixtures/chain.ts";
import { query } from "#test/fixtures/query.ts";
import { actFor, newMeta, openWorld, type World } from "#test/fixtures/world.ts";
import { addPhotograph } from "./add-photograph.ts";
import { readJpegOf, readPhotographs } from "./read-photographs.ts";
import { recountConsignment } from "./recount-consignment.ts";
import { takeBackPhotograph } from "./take-back-photograph.ts";

let world: World;
let chain: Chain;
let consignmentId: ConsignmentId;
beforeAll(async () => {
  world = await openWorld();
  chain = await openChain(world);
  consignmentId = await bring(chain, "clear_import");
});
afterAll(async () => await world.drop());

const jpeg = makeJpeg({ width: 1600, height: 1200 });
const sha256 = createHash("sha256").update(jpeg).digest("hex");

async function add(said: { lineNumber?: number; jpeg?: Uint8Array } = {}, meta = newMeta(chain.receiver)) {
  return await addPhotograph(world.context, meta, { consignmentId, lineNumber: 1, jpeg, ...said });
}

async function addOne(lineNumber = 1): Promise<PhotographId> {
  const added = await add({ lineNumber });
  if (!added.ok) throw new Error(JSON.stringify(added.refusal));
  return added.value.id;
}

/** Rows that a photograph writes: its own, and those of commands. */
async function countWritten() {
  const counts =
    "(select count(*) from photograph) as photographs, (select count(*) from command) as commands";
  return await query(world.owner, `select ${counts}`);
}

async function list(actor = chain.sender) {
  const read = await readPhotographs(world.context, actor, consignmentId);
  if (!read.ok) throw new Error(JSON.stringify(read.refusal));
  return read.value.items;
}

describe("photographs of a difference", () => {
  test("wait for the receipt", async () => {
    expect(await add()).toEqual({
      ok: false,
      refusal: { code: "not_found", noun: "receipt", id: consignmentId },
    });
    expect(await receive(chain, consignmentId, [[97], [40]])).toMatchObject({ ok: true });
  });

  test("are kept as they came, once for each command, and leave the consignment's version", async () => {
    const meta = newMeta(chain.receiver);
    const before = await query(world.owner, "select version from consignment");
    const added = await add({}, meta);
    expect(added).toMatchObject({
      ok: true,
      value: { lineNumber: 1, width: 1600, height: 1200, byteCount: jpeg.length, sha256, isOwn: true },
    });
    const rows = await countWritten();
    expect(await add({}, meta)).toEqual(added);
    expect(await add({ jpeg: makeJpeg() }, meta)).toMatchObject({
      refusal: { code: "already_posted_with_another_body" },
    });
    expect(await countWritten()).toEqual(rows);
    expect(await query(world.owner, "select version from consignment")).toEqual(before);
    const [shown] = await list();
    expect(shown).toMatchObject({ sha256, takenOn: "2026-03-02", takenBackAt: null, isOwn: false });
    const photographId = shown?.id ?? asId<"photograph">(v7());
    const read = await readJpegOf(world.context, chain.sender, { consignmentId, photographId });
    expect(read).toEqual({ ok: true, value: { fileName: `${photographId}.jpg`, bytes: jpeg } });
  });

  test("are refused, and nothing is written, where line, number or picture are not right", async () => {
    const rows = await countWritten();
    const wrong = [
      [{ lineNumber: 3, jpeg: new Uint8Array(9) }, ["line_of_receipt", "jpeg"]],
      [{ jpeg: makeJpeg({ segments: [[0xe1, "Exif\0\0"]] }) }, ["jpeg_without_personal"]],
      [{ jpeg: makeJpeg({ scanBytes: PHOTOGRAPH_BYTES_MAX }) }, ["jpeg_too_large"]],
    ] as const;
    for (const [said, rules] of wrong) {
      const problems = rules.map((rule) => ({ rule }));
      expect(await add(said)).toMatchObject({ refusal: { code: "malformed", problems } });
    }
    expect(await add({}, newMeta(chain.sender))).toMatchObject({ refusal: { code: "not_permitted" } });
    expect(await countWritten()).toEqual(rows);
  });

  test("are five of a line at most, also of those that come at once", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, async () => await add({ lineNumber: 2 })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(5);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({
      refusal: { problems: [{ field: "lineNumber", rule: "photographs_at_most", facts: { maximum: 5 } }] },
    });
  });

  test("are taken back by who added them: the picture goes, the mark stays", async () => {
    const photographId = await addOne();
    const take = async (actor = chain.receiver) =>
      await takeBackPhotograph(world.context, newMeta(actor), { consignmentId, photographId });
    const colleague = actFor([chain.taker.id], ["warehouse"]);
    expect(await take(colleague)).toMatchObject({
      refusal: { problems: [{ value: photographId, rule: "photograph_of_another" }] },
    });
    expect(await take()).toMatchObject({ ok: true, value: { takenBackAt: "2026-03-02T09:00:00.000Z" } });
    expect(await take()).toMatchObject({ refusal: { problems: [{ rule: "photograph_taken_back" }] } });
    expect(await readJpegOf(world.context, chain.sender, { consignmentId, photographId })).toMatchObject({
      refusal: { code: "not_found", noun: "photograph" },
    });
    const marked = (await list()).find(({ id }) => id === photographId);
    expect(marked).toMatchObject({ sha256, takenBackAt: "2026-03-02T09:00:00.000Z" });
    const kept = await query(world.owner, `select jpeg from photograph where id = '${photographId}'`);
    expect(kept).toEqual([{ jpeg: null }]);
  });

  test("stay when the line is counted again", async () => {
    const before = await list();
    const lines = [100, 40].map((counted, index) => ({ lineNumber: index + 1, counted }));
    const recounted = await recountConsignment(world.context, newMeta(chain.receiver), {
      consignmentId,
      lines,
    });
    expect(recounted).toMatchObject({ ok: true, value: { receipt: { differences: [] } } });
    expect(await list()).toEqual(before);
  });

  test("are not changed by the program, whatever it is told", async () => {
    const change = async (set: string, where = "taken_back_at is null") =>
      await query(world.context.database, `update photograph set ${set} where ${where}`);
    await expect(change("jpeg = decode('ffd8ffd9', 'hex')")).rejects.toThrow(/photograph_check/);
    await expect(change("jpeg = null")).rejects.toThrow(/photograph_check/);
    await expect(change("taken_back_at = null", "taken_back_at is not null")).rejects.toThrow(
      /photograph_check/,
    );
    for (const set of ["digest = sha256('x')", "user_id = 'another'", "line_number = 2"]) {
      await expect(change(set)).rejects.toThrow(/permission denied/);
    }
    await expect(query(world.context.database, "delete from photograph")).rejects.toThrow(
      /permission denied/,
    );
  });
});
