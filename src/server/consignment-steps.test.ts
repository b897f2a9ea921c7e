import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeJpeg } from "#core/testing/jpeg.ts";
import { addDays, asDay } from "#core/time.ts";
import { getSecretariatId } from "#store/party.ts";
import { bring, openChain, planOne, receive } from "#test/fixtures/chain.ts";
import { concludeChain } from "#test/fixtures/course.ts";
import { addParty, raiseOneCall, TEST_NOW, units, type World } from "#test/fixtures/world.ts";
import { openTestServer, type TestServer } from "#test/open-server.ts";

let server: TestServer;
let world: World;
beforeAll(async () => {
  server = await openTestServer();
  const { context } = server;
  world = {
    context: { ...context, now: () => TEST_NOW },
    owner: context.database,
    secretariatId: await getSecretariatId(context.database),
    setNow: () => undefined,
    drop: async () => await server.close(),
  };
});
afterAll(async () => await world.drop());

describe("steps of a consignment over HTTP", () => {
  test("cancel: done by the giver with the version it has seen, refused with 409 the second time", async () => {
    const chain = await openChain(world);
    const { consignmentId } = await planOne(chain);
    const giver = await server.makeUser({ [chain.giver.code]: ["focal_point"] });
    const send = async (etag: string) =>
      await server.command(
        `/consignments/${consignmentId}/cancel`,
        {},
        { ...giver.headers, "if-match": etag },
      );
    expect((await send('"9"')).statusCode).toBe(412);
    const cancelled = await send('"1"');
    expect([cancelled.statusCode, cancelled.json()]).toMatchObject([
      200,
      { status: "cancelled", version: 2 },
    ]);
    const again = await send('"2"');
    expect([again.statusCode, again.json()]).toMatchObject([409, { code: "step_not_allowed" }]);
  });

  test("documents: a PDF for a party that names its languages, nothing for somebody who is not signed in", async () => {
    const chain = await openChain(world);
    const { consignmentId } = await planOne(chain);
    const giver = await server.makeUser({ [chain.giver.code]: ["logistician"] });
    const ask = async (query: string, headers: Record<string, string> = giver.headers) =>
      await server.app.inject({
        url: `/api/v1/consignments/${consignmentId}/documents/donation-certificate.pdf?${query}`,
        headers,
      });
    const sent = await ask("languages=es,ru");
    expect([sent.statusCode, sent.headers["content-type"]]).toEqual([200, "application/pdf"]);
    expect(sent.headers["content-disposition"]).toMatch(/donation-certificate-es-ru\.pdf"$/);
    expect(sent.rawPayload.subarray(0, 5).toString()).toBe("%PDF-");
    for (const wrong of ["", "languages=de", "languages=fr,fr", "languages=fr,ar,en"]) {
      expect((await ask(wrong)).statusCode).toBe(400);
    }
    expect((await ask("languages=es", {})).statusCode).toBe(401);
  });

  test("photographs: sent as base64, answered as JPEG to the parties alone, not to be kept on the way", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "arrive");
    await receive(chain, consignmentId, [[90], [40]]);
    const taker = await server.makeUser({ [chain.taker.code]: ["warehouse"] });
    const giver = await server.makeUser({ [chain.giver.code]: ["focal_point"] });
    const stranger = await server.makeUser({ SECRETARIAT: ["coordinator", "auditor"] });
    const path = `/consignments/${consignmentId}/photographs`;
    const bytes = Buffer.from(makeJpeg({ width: 1600, scanBytes: 500_000 }));
    const body = { lineNumber: 1, takenOn: "2026-03-01", jpeg: bytes.toString("base64") };
    expect((await server.command(path, body, giver.headers)).statusCode).toBe(403);
    const text = await server.command(path, { ...body, jpeg: "<html>" }, taker.headers);
    expect([text.statusCode, text.json()]).toMatchObject([
      400,
      { problems: [{ field: "jpeg", value: "<html>", rule: "base64" }] },
    ]);
    const added = await server.command(path, body, taker.headers);
    expect([added.statusCode, added.json()]).toMatchObject([200, { width: 1600, takenOn: "2026-03-01" }]);
    const ask = async (url: string, headers: Record<string, string>) =>
      await server.app.inject({ url: `/api/v1${url}`, headers });
    const listed = await ask(path, giver.headers);
    expect(listed.headers["cache-control"]).toBe("no-store");
    expect(listed.json()).toMatchObject({ items: [{ id: added.json()["id"], isOwn: false }] });
    const one = `${path}/${String(added.json()["id"])}`;
    const sent = await ask(one, giver.headers);
    expect(sent.rawPayload.equals(bytes)).toBe(true);
    expect(sent.headers).toMatchObject({
      "content-type": "image/jpeg",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=86400, immutable",
      "content-disposition": expect.stringMatching(/^attachment; filename="[0-9a-f-]+\.jpg"$/) as string,
    });
    for (const url of [path, one]) {
      expect((await ask(url, {})).statusCode).toBe(401);
      expect((await ask(url, stranger.headers)).statusCode).toBe(403);
    }
    expect((await server.command(`${one}/take-back`, {}, taker.headers)).statusCode).toBe(200);
    expect((await ask(one, giver.headers)).statusCode).toBe(404);
  });

  test("recount: for the recipient's warehouse alone, and the answer has the newest count", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "arrive");
    await receive(chain, consignmentId, [[90], [40]]);
    const taker = await server.makeUser({ [chain.taker.code]: ["warehouse"] });
    const giver = await server.makeUser({ [chain.giver.code]: ["warehouse"] });
    const lines = [
      { lineNumber: 1, counted: 97, damaged: 2 },
      { lineNumber: 2, counted: 40 },
    ];
    const path = `/consignments/${consignmentId}/recount`;
    expect((await server.command(path, { lines }, giver.headers)).statusCode).toBe(403);
    expect((await server.command(path, { lines, occurred: "2026-03-02" }, taker.headers)).statusCode).toBe(
      400,
    );
    const counted = await server.command(path, { lines }, taker.headers);
    expect([counted.statusCode, counted.json()]).toMatchObject([
      200,
      { status: "received", receipt: { lines: [{ counted: 97, damaged: 2 }, { counted: 40 }] } },
    ]);
  });

  test("receive: what was reported lost and is there after all", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "clear_import");
    const taker = await server.makeUser({ [chain.taker.code]: ["logistician"] });
    const giver = await server.makeUser({ [chain.giver.code]: ["logistician"] });
    const lose = `/consignments/${consignmentId}/report-lost`;
    expect((await server.command(lose, {}, giver.headers)).statusCode).toBe(403);
    expect((await server.command(lose, {}, taker.headers)).json()).toMatchObject({ status: "lost" });
    const lines = [
      { lineNumber: 1, counted: 100 },
      { lineNumber: 2, counted: 40 },
    ];
    const received = await server.command(`/consignments/${consignmentId}/receive`, { lines }, taker.headers);
    expect(received.json()).toMatchObject({ status: "closed" });
  });
});

describe("what is needed, and what became of a gift, over HTTP", () => {
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await server.app.inject({ url: `/api/v1${path}`, headers });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };

  test("needs: public, by items, page by page; what is no list of items, no item or no cursor is refused", async () => {
    const today = new Date().toISOString().slice(0, 10);
    const window = { windowFrom: asDay(today), windowTo: addDays(asDay(today), 30) };
    for (const country of ["ETH", "KEN"]) {
      const party = await addParty(world, { country });
      await raiseOneCall(world, { party, itemId: "surgical_gloves", quantity: units(70), ...window });
    }
    const of = (body: Record<string, unknown>) =>
      (body["items"] as { country: string; open: number }[]).map(({ country, open }) => [country, open]);
    const first = await ask("/needs?items=surgical_gloves,gown&limit=1");
    expect([first.status, of(first.body)]).toEqual([200, [["ETH", 70]]]);
    expect(first.body["sums"]).toMatchObject([{ itemId: "surgical_gloves", recipients: 2, open: 140 }]);
    const next = await ask(
      `/needs?items=surgical_gloves,gown&limit=9&cursor=${String(first.body["nextCursor"])}`,
    );
    expect([of(next.body), next.body["nextCursor"]]).toEqual([[["KEN", 70]], null]);
    for (const [query, rule] of [
      ["items=surgical_gloves,,gown", "item_list"],
      ["items=hope", "unknown_item"],
      ["cursor=bm90aGluZw", "cursor"],
    ]) {
      const refused = await ask(`/needs?${query}`);
      expect([refused.status, refused.body]).toMatchObject([400, { problems: [{ rule }] }]);
    }
  });

  test("course: of an offer for everybody, of an agreement for its sides", async () => {
    const chain = await openChain(world);
    await concludeChain(chain);
    await receive(chain, await bring(chain, "clear_import"), [[97], [40]]);
    const told = await ask(`/offers/${chain.maskOfferId}/course`);
    expect(told.body).toMatchObject({
      items: [
        { giver: { offered: 500, proposed: null }, total: { dispatched: 100, missing: 3, inStore: 97 } },
      ],
      nextCursor: null,
    });
    const giver = await server.makeUser({ [chain.giver.code]: ["focal_point"] });
    const path = `/agreements/${chain.agreementId}/course?limit=1`;
    const page = await ask(path, giver.headers);
    expect(page.body).toMatchObject({ items: [{ lineNumbers: [1], giver: null, total: { agreed: 100 } }] });
    const rest = await ask(`${path}&cursor=${String(page.body["nextCursor"])}`, giver.headers);
    expect(rest.body).toMatchObject({ items: [{ lineNumbers: [2] }], nextCursor: null });
    expect((await ask(path)).status).toBe(401);
    const other = await server.makeUser({ FRA: ["focal_point"] });
    expect((await ask(path, other.headers)).status).toBe(403);
    expect((await ask(`${path}&cursor=bm9uZQ`, giver.headers)).status).toBe(400);
  });
});
