import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from "node:zlib";
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contract } from "#api/contract.ts";
import { REFUSALS } from "#api/refusals.ts";
import { openTestServer, type TestServer } from "#test/open-server.ts";
import { compressAnswers } from "./compression.ts";

let server: TestServer;
let bare: TestServer;
let pages: string;

beforeAll(async () => {
  pages = mkdtempSync(join(tmpdir(), "wellspring-pages-"));
  mkdirSync(join(pages, "assets"));
  writeFileSync(join(pages, "index.html"), "<!doctype html><title>Wellspring</title>");
  writeFileSync(join(pages, "assets", "main-0123abcd.js"), "export {};");
  writeFileSync(join(pages, "assets", "main-0123abcd.js.br"), brotliCompressSync("export {};"));
  server = await openTestServer({ webDirectory: pages });
  bare = await openTestServer({ webDirectory: join(pages, "nowhere") });
});
afterAll(async () => {
  await server.close();
  await bare.close();
  rmSync(pages, { recursive: true, force: true });
});

const html = { accept: "text/html,application/xhtml+xml" };

describe("health", () => {
  test("tells that the process answers, and that the database is there and up to date", async () => {
    const health = await server.app.inject({ url: "/api/v1/health" });
    expect(health.json()).toMatchObject({ status: "ok" });
    const ready = await server.app.inject({ url: "/api/v1/ready" });
    expect(ready.json()).toEqual({ status: "ready" });
  });

  test("is not ready on the database of a later version, while the process lives", async () => {
    const lost = await openTestServer();
    try {
      await lost.owner
        .insertInto("migration")
        .values({ number: 9999, name: "from-the-future", sha256: "0".repeat(64) })
        .execute();
      const ready = await lost.app.inject({ url: "/api/v1/ready" });
      expect(ready.statusCode).toBe(503);
      expect(ready.json()).toMatchObject({ code: "unavailable" });
      expect(Number(ready.headers["retry-after"])).toBeGreaterThan(0);
      expect((await lost.app.inject({ url: "/api/v1/health" })).statusCode).toBe(200);
    } finally {
      await lost.close();
    }
  });
});

describe("in fewer bytes", () => {
  const url = "/api/v1/parties?limit=200";
  test.each([
    ["br, gzip", "br", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
  ] as const)("an answer goes to who reads %s", async (accepted, encoding, decompress) => {
    const plain = await server.app.inject({ url, headers: { "accept-encoding": "identity" } });
    const answer = await server.app.inject({ url, headers: { "accept-encoding": accepted } });
    expect(answer.headers).toMatchObject({ "content-encoding": encoding, vary: "accept-encoding" });
    expect(answer.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
    expect(decompress(answer.rawPayload).toString()).toBe(plain.body);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    // The same answer, of which the bytes are others.
    const tag = String(answer.headers["etag"]);
    expect(tag).toBe(`W/${String(plain.headers["etag"])}`);
    const headers = { "accept-encoding": accepted, "if-none-match": tag };
    expect((await server.app.inject({ url, headers })).statusCode).toBe(304);
  });

  test("not what is short already", async () => {
    const headers = { "accept-encoding": "br, gzip" };
    const short = await server.app.inject({ url: "/api/v1/health", headers });
    expect(short.headers["content-encoding"]).toBeUndefined();
  });

  test("not hashes, which can begin as compressed bytes do", async () => {
    const app = Fastify();
    await compressAnswers(app);
    const tile = Buffer.alloc(8192, 7);
    tile.set([0x78, 0x9c]);
    app.get("/tile", async (_, reply) => await reply.type("application/octet-stream").send(tile));
    const answer = await app.inject({ url: "/tile", headers: { "accept-encoding": "br, gzip" } });
    expect(answer.headers["content-encoding"]).toBeUndefined();
    expect(answer.rawPayload.equals(tile)).toBe(true);
    await app.close();
  });

  test("the built pages, as the build has left them", async () => {
    const path = "/assets/main-0123abcd.js";
    const answer = await server.app.inject({ url: path, headers: { "accept-encoding": "br" } });
    expect(answer.headers).toMatchObject({
      "content-encoding": "br",
      "content-type": "application/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    });
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe("export {};");
    expect((await server.app.inject({ url: path })).body).toBe("export {};");
  });
});

describe("metrics", () => {
  test("count requests by route and status, connections, and the ledger's position", async () => {
    await server.app.inject({ url: "/api/v1/calls/no-id" });
    await server.app.inject({ url: "/api/v1/parties?limit=1" });
    const { body, headers } = await server.app.inject({ url: "/metrics" });
    expect(headers["content-type"]).toMatch(/^text\/plain/);
    expect(body).toContain(
      'wellspring_http_request_duration_seconds_count{method="GET",route="/api/v1/calls/:callId",status="400"} 1',
    );
    expect(body).toMatch(/wellspring_database_connections\{state="idle"\} \d+/);
    expect(body).toMatch(/^wellspring_ledger_position 0$/m);
    expect(body).toContain("wellspring_process_cpu_seconds_total");
  });
});

describe("the OpenAPI document", () => {
  interface Operation {
    operationId?: string;
    parameters?: { name: string; in: string; required?: boolean }[];
    requestBody?: { content: Record<string, { schema: object }> };
    responses: Record<string, { content: Record<string, { schema: Record<string, unknown> }> }>;
    security?: object[];
  }
  /** Operations that answer with a file, and its type. */
  const FILES: Readonly<Record<string, string>> = {
    getStatementCsv: "text/csv",
    getStatementParquet: "application/vnd.apache.parquet",
    getDailyReportsCsv: "text/csv",
    getDailyReportsWorkbook: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    getEmergencyReportsCsv: "text/csv",
    getEquipmentSharesCsv: "text/csv",
    exportSession: "application/fhir+json",
    exportAdverseEvents: "application/fhir+json",
    getLogCheckpoint: "text/plain",
    getLogTile: "application/octet-stream",
    printPackingList: "application/pdf",
    printDonationCertificate: "application/pdf",
    printCommercialStatement: "application/pdf",
    printCustomsData: "application/pdf",
    printPackageLabels: "application/pdf",
    printGoodsLabels: "application/pdf",
    getPhotograph: "image/jpeg",
  };
  interface Document {
    openapi: string;
    info: { title: string; version: string };
    paths: Record<string, Record<string, Operation>>;
    components: { securitySchemes: object; schemas: Record<string, { required?: string[] }> };
  }
  let text: string;
  let document: Document;
  const listOperations = () => Object.values(document.paths).flatMap((path) => Object.values(path));

  beforeAll(async () => {
    const answer = await server.app.inject({ url: "/api/v1/openapi.json" });
    text = answer.body;
    document = answer.json();
  });

  test("is of version 3.1 and has every operation of the contract, each once", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({
      title: "Wellspring",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    const ids = listOperations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(contract)));
  });

  test("describes what is sent and answered, with problem details for every refusal", () => {
    const operations = listOperations();
    expect(operations.length).toBeGreaterThan(40);
    for (const { operationId, responses } of operations) {
      const media = FILES[operationId ?? ""] ?? "application/json";
      expect(responses["200"]?.content[media]?.schema).toBeTypeOf("object");
      expect(responses["default"]?.content["application/problem+json"]?.schema).toEqual({
        $ref: "#/components/schemas/Problem",
      });
    }
    expect(document.components.schemas["Problem"]?.required).toContain("code");
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(["Call", "Offer", "Statement"]),
    );
    const raise = document.paths["/api/v1/calls"]?.["post"];
    expect(raise?.security).toEqual([{ session: [] }, { apiKey: [] }]);
    expect(raise?.parameters).toContainEqual(
      expect.objectContaining({ name: "idempotency-key", in: "header", required: true }),
    );
    expect(raise?.requestBody?.content["application/json"]?.schema).toMatchObject({
      type: "object",
      required: ["partyId", "lines"],
      additionalProperties: false,
    });
  });

  test("names every parameter of a path, and every code of a refusal", () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+|\*)\}/g)].map(([, name]) => name);
      for (const { parameters = [] } of Object.values(operations)) {
        expect(parameters.filter((one) => one.in === "path").map(({ name }) => name)).toEqual(named);
      }
      expect(path).not.toContain(":");
    }
    for (const code of Object.keys(REFUSALS)) expect(text).toContain(`"${code}"`);
  });

  test("points to nothing that is not there", () => {
    for (const [, pointer] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = pointer!
        .split("/")
        .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
      expect(found, pointer).toBeDefined();
    }
  });
});

describe("the page about the interface", () => {
  test("takes everything from this host", async () => {
    const page = await server.app.inject({ url: "/api/docs" });
    expect(page.statusCode).toBe(200);
    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!);
    expect(sources.length).toBeGreaterThan(2);
    for (const source of sources.filter((one) => one !== "data:,")) {
      expect(source).toMatch(/^\/api\//);
      expect((await server.app.inject({ url: source })).statusCode).toBe(200);
    }
    expect(page.body).not.toMatch(/<script(?![^>]*\bsrc=)/);
  });

  test("could not ask another host if it wanted to", async () => {
    const policy = String((await server.app.inject({ url: "/api/docs" })).headers["content-security-policy"]);
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/https?:|\*|(?<!wasm-)unsafe-eval/);
    expect(policy).toMatch(/script-src 'self' 'wasm-unsafe-eval'(;|$)/);
    expect(policy).toContain("frame-ancestors 'none'");
  });
});

describe("the pages", () => {
  test("may stand in frames of other sites only where they are figures for that", async () => {
    for (const [url, isAllowed] of [
      ["/embed/map?item=mask", true],
      ["/embedded", false],
      ["/statement?next=/embed/map", false],
      ["/api/v1/items", false],
    ] as const) {
      const { headers } = await server.app.inject({ url, headers: html });
      const policy = String(headers["content-security-policy"]);
      expect(policy.includes("frame-ancestors *"), url).toBe(isAllowed);
      expect(policy.includes("frame-ancestors 'none'"), url).toBe(!isAllowed);
      expect(headers["x-frame-options"] === undefined, url).toBe(isAllowed);
      expect(policy, url).toContain("default-src 'self'");
    }
  });

  test("are served, each address with the first page, hashed files for ever", async () => {
    const id = "0195f3a0-0000-7000-8000-000000000001";
    for (const url of ["/", "/statement", `/calls/${id}`, `/assets/${id}`]) {
      const page = await server.app.inject({ url, headers: html });
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain("<title>Wellspring</title>");
      expect(page.headers["cache-control"]).toBe("no-cache");
    }
    const file = await server.app.inject({ url: "/assets/main-0123abcd.js" });
    expect(file.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  });

  test("do not answer for a file or an address of the interface that is not there", async () => {
    for (const url of ["/assets/main-gone.js", "/api/v1/none", "/api/none"]) {
      const answer = await server.app.inject({ url, headers: html });
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ code: "unknown_address" });
    }
  });

  test("say so when they have not been built", async () => {
    const page = await bare.app.inject({ url: "/", headers: html });
    expect(page.statusCode).toBe(503);
    expect(page.body).toContain("npm run build:web");
    expect((await bare.app.inject({ url: "/api/v1/health" })).statusCode).toBe(200);
  });
});
