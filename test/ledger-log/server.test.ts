import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import type { KyselyPlugin } from "kysely";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepHouse } from "#app/keep-house.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { proveConsistency } from "#app/log/prove.ts";
import { getReferencePartyId } from "#app/reference/reference-ids.ts";
import { openTestServer, POOL_SIZE, type TestServer, type TestUser } from "#test/open-server.ts";
import { verifyLog } from "#verifier/verify-log.ts";

const PREFIX = "/api/v1/ledger/log";
const OFFERS = 260;

let server: TestServer;
let giver: TestUser;
let directory: string;
let entryIds: string[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "wellspring-log-server-"));
  server = await openTestServer({ logKeyDirectory: directory, origin: "https://log.example.org" });
  giver = await server.makeUser({ CHN: ["focal_point"] });
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Offers masks, an entry each; returns the entries' ids. */
async function makeOffers(count: number): Promise<string[]> {
  const site = await server.context.database
    .selectFrom("site")
    .select("id")
    .where("country", "=", "CHN")
    .executeTakeFirstOrThrow();
  const lines = [{ itemId: "medical_mask", quantity: 10, siteId: site.id, availableFrom: "2026-01-01" }];
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const id = v7();
    const body = { partyId: getReferencePartyId("CHN"), terms: "grant", lines };
    const made = await server.command("/offers", body, { ...giver.headers, "idempotency-key": id });
    if (made.statusCode !== 200) throw new Error(made.body);
    ids.push(id);
  }
  return ids;
}

const get = async (path: string, headers: Record<string, string> = {}) =>
  await server.app.inject({ url: `${PREFIX}/${path}`, headers });

/** The server's log as the verifier reads it. */
const source = {
  name: "server",
  read: async (path: string) => {
    const answer = await get(path);
    if (answer.statusCode !== 200 && answer.statusCode !== 404) throw new Error(answer.body);
    return answer.statusCode === 404 ? undefined : new Uint8Array(answer.rawPayload);
  },
};

test("before anybody has signed, a checkpoint is refused with what to do", async () => {
  const answer = await get("checkpoint");
  expect([answer.statusCode, answer.json()["code"]]).toEqual([409, "log_not_signed"]);
  expect((await get("keys")).json()).toEqual([]);
});

describe("the log over HTTP", () => {
  beforeAll(async () => {
    entryIds = await makeOffers(OFFERS);
    await keepHouse(server.context);
  });

  test("verifies, read file by file from the server", async () => {
    const verdict = await verifyLog(source);
    expect(verdict).toMatchObject({ fits: true, entries: OFFERS, movements: OFFERS, supplies: OFFERS });
    expect(verdict.fits && verdict.origin).toMatch(/^log\.example\.org\/log\/[0-9a-f]{16}$/);
  });

  test("has the types and caching that tlog-tiles asks for", async () => {
    const headersOf = async (path: string) => {
      const { headers, statusCode } = await get(path);
      return [statusCode, headers["content-type"], headers["cache-control"]];
    };
    const forEver = "public, max-age=31536000, immutable";
    expect(await headersOf("checkpoint")).toEqual([200, "text/plain; charset=utf-8", "public, max-age=5"]);
    expect(await headersOf("tile/0/000")).toEqual([200, "application/octet-stream", forEver]);
    expect(await headersOf("tile/0/001.p/4")).toEqual([200, "application/octet-stream", forEver]);
    expect(await headersOf("tile/entries/000")).toEqual([200, "application/octet-stream", forEver]);
    expect(await headersOf("keys")).toEqual([200, "application/json; charset=utf-8", "public, max-age=5"]);
    expect((await get("tile/0/000")).rawPayload).toHaveLength(8192);
    expect((await get("tile/1/000.p/1")).rawPayload).toHaveLength(32);
  });

  test("compresses bundles for who accepts it, and serves every narrower tile that a checkpoint may have had", async () => {
    const plain = await get("tile/entries/000", { "accept-encoding": "identity" });
    const packed = await get("tile/entries/000", { "accept-encoding": "gzip, br" });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(packed.rawPayload.length * 3).toBeLessThan(plain.rawPayload.length);
    expect(gunzipSync(packed.rawPayload).equals(plain.rawPayload)).toBe(true);
    const narrow = await get("tile/0/000.p/255");
    expect(narrow.rawPayload.equals((await get("tile/0/000")).rawPayload.subarray(0, 255 * 32))).toBe(true);
  });

  test.each([
    ["gzip", true],
    ["br, GZIP;q=0.5", true],
    ["gzip;q=0", false],
    ["br, gzip; q=0.000, identity", false],
    ["gzip;q=0.001", true],
    ["x-gzipped", false],
    ["", false],
  ])("what is accepted as “%s” is compressed: %s", async (accepted, isPacked) => {
    const { headers } = await get("tile/entries/000", { "accept-encoding": accepted });
    expect(headers["content-encoding"] === "gzip").toBe(isPacked);
  });

  test.each([
    ["tile/0/001", "not_found"],
    ["tile/0/001.p/5", "not_found"],
    ["tile/1/000", "not_found"],
    ["tile/9/000.p/1", "not_found"],
    ["tile/entries/002", "not_found"],
    ["openings/002", "not_found"],
    ["body/001", "not_found"],
    ["tile/0/1", "unknown_address"],
    ["tile/0/000.p/0", "unknown_address"],
    ["tile/01/000", "unknown_address"],
    ["tile/x/000", "unknown_address"],
    ["openings/x", "unknown_address"],
    ["body/0", "unknown_address"],
    ["tile/7/x999/x999/x999/x999/999", "not_found"],
  ])("%s is refused with %s", async (path, code) => {
    const answer = await get(path);
    expect([answer.statusCode, answer.json()["code"]]).toEqual([404, code]);
  });
});

test("of files asked for at once a few are read, some wait, and the rest are turned away", async () => {
  // Whoever reads waits as long as all connections are taken.
  const taken = await Promise.all(
    Array.from({ length: POOL_SIZE }, async () => await server.context.database.startTransaction().execute()),
  );
  const asked = Array.from({ length: 110 }, async () => (await get("checkpoint")).statusCode);
  await Promise.race([...asked, sleep(2000)]);
  await Promise.all(taken.map(async (transaction) => await transaction.rollback().execute()));
  const codes = await Promise.all(asked);
  expect([200, 503].map((code) => codes.filter((one) => one === code).length)).toEqual([102, 8]);
});

/** The root that an audit path leads to, worked out as RFC 9162, section 2.1.3.2, says. */
function followPath(index: number, size: number, leaf: Buffer, path: readonly Buffer[]): string {
  const pair = (left: Buffer, right: Buffer) =>
    createHash("sha256").update(Buffer.of(1)).update(left).update(right).digest();
  let [fn, sn, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (fn % 2 === 1 || fn === sn) {
      hash = pair(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else hash = pair(hash, sibling);
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  expect(sn).toBe(0);
  return hash.toString("base64");
}

describe("proofs", () => {
  test("that an entry is in the log lead from its leaf to the signed root, and come as a file", async () => {
    for (const index of [0, 41, 255, 256, OFFERS - 1]) {
      const answer = await get(`inclusion?entry=${entryIds[index]}`);
      const proof = answer.json<{
        position: number;
        size: number;
        root: string;
        leafHash: string;
        hashes: string[];
        checkpoint: string;
        file: string;
      }>();
      expect([answer.statusCode, proof.size]).toEqual([200, OFFERS]);
      const opened = await server.app.inject({ url: `/api/v1/ledger/entries/${entryIds[index]}/opening` });
      const leaf = Buffer.concat([Buffer.of(0), Buffer.from(opened.json<{ leaf: string }>().leaf)]);
      const leafHash = createHash("sha256").update(leaf).digest();
      expect(leafHash.toString("base64")).toBe(proof.leafHash);
      const path = proof.hashes.map((one) => Buffer.from(one, "base64"));
      expect(followPath(proof.position - 1, proof.size, leafHash, path)).toBe(proof.root);
      expect(proof.checkpoint.split("\n")[2]).toBe(proof.root);
      const lines = [
        "c2sp.org/tlog-proof@v1",
        `index ${proof.position - 1}`,
        ...proof.hashes,
        "",
        proof.checkpoint,
      ];
      expect(proof.file).toBe(lines.join("\n"));
    }
  });

  test("that the log has grown join the roots of two sizes", async () => {
    const answer = await get(`consistency?from=256&to=${OFFERS}`);
    const proof = answer.json<{ fromRoot: string; toRoot: string; hashes: string[] }>();
    expect(answer.statusCode).toBe(200);
    // 256 leaves are one whole subtree: its root, then the rest of the tree to its right.
    const [right = ""] = proof.hashes;
    const both = [Buffer.of(1), Buffer.from(proof.fromRoot, "base64"), Buffer.from(right, "base64")];
    expect(createHash("sha256").update(Buffer.concat(both)).digest("base64")).toBe(proof.toRoot);
    expect((await get("checkpoint")).body.split("\n")[2]).toBe(proof.toRoot);
  });

  test("take a few queries, however many hashes they have", async () => {
    let queries = 0;
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        queries += 1;
        return await Promise.resolve(result);
      },
    };
    const database = server.context.database.withPlugin(counting);
    const proof = await proveConsistency({ ...server.context, database }, { from: 253, to: 255 });
    expect(proof.ok && proof.value.hashes.length).toBe(9);
    expect(queries).toBe(3);
  });

  test.each([
    ["consistency?from=0&to=5", "malformed"],
    ["consistency?from=6&to=5", "malformed"],
    [`consistency?from=1&to=${OFFERS + 1}`, "malformed"],
    ["consistency?from=1", "malformed"],
    ["inclusion?entry=x", "malformed"],
    ["inclusion", "malformed"],
    [`inclusion?entry=${v7()}`, "not_found"],
  ])("%s is refused with %s", async (path, code) => {
    expect((await get(path)).json()["code"]).toBe(code);
  });

  test("of an entry that is not signed yet is refused, and given after the next house-keeping", async () => {
    const [id = ""] = await makeOffers(1);
    await numberEntries(server.context);
    const paths = ["tile/0/001.p/5", "tile/entries/001.p/5", "tile/0/001.p/4"];
    const cacheOf = async (path: string) => (await get(path)).headers["cache-control"];
    const [short, forEver] = ["public, max-age=5", "public, max-age=31536000, immutable"];
    expect(await Promise.all(paths.map(cacheOf))).toEqual([short, short, forEver]);
    const early = await get(`inclusion?entry=${id}`);
    expect([early.statusCode, early.json()]).toMatchObject([409, { code: "entry_not_logged", size: OFFERS }]);
    await keepHouse(server.context);
    expect(await Promise.all(paths.map(cacheOf))).toEqual([forEver, forEver, forEver]);
    expect((await get(`inclusion?entry=${id}`)).json()).toMatchObject({ position: OFFERS + 1 });
  });
});

test("the author of an entry is opened for the author alone, over HTTP as well", async () => {
  const url = `/api/v1/ledger/entries/${entryIds[0]}/opening`;
  const fieldsFor = async (headers: Record<string, string>) => {
    const answer = await server.app.inject({ url, headers });
    return answer.json<{ openings: { field: string }[] }>().openings.map(({ field }) => field);
  };
  expect(await fieldsFor({})).toEqual([]);
  expect(await fieldsFor(giver.headers)).toEqual(["author"]);
});
