import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeJpeg } from "#core/testing/jpeg.ts";
import { getSecretariatId } from "#store/party.ts";
import { bring, openChain, planOne, receive } from "#test/fixtures/chain.ts";
import { TEST_NOW, type World } from "#test/fixtures/world.ts";
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
