import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "#api/client.ts";
import { writeCursor } from "#api/cursor.ts";
import { getReferencePartyId } from "#app/reference/reference-ids.ts";
import { openTestServer, type TestServer, type TestUser } from "#test/open-server.ts";

let server: TestServer;
let administrator: TestUser;
let focalPoint: TestUser;

beforeAll(async () => {
  server = await openTestServer();
  administrator = await server.makeUser({ SECRETARIAT: ["administrator", "coordinator"] });
  focalPoint = await server.makeUser({ ETH: ["focal_point"] });
});
afterAll(async () => await server.close());

const agency = () => ({
  code: `AG-${randomUUID().slice(0, 8).toUpperCase()}`,
  name: "An agency",
  kind: "agency",
});

async function countParties(): Promise<number> {
  return (await server.context.database.selectFrom("party").select("id").execute()).length;
}

describe("a refusal", () => {
  test("is sent as problem details with the request's number", async () => {
    const answer = await server.app.inject({
      url: "/api/v1/me",
      headers: { "x-request-id": "proxy-12345678" },
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json\b/);
    expect(answer.headers["x-request-id"]).toBe("proxy-12345678");
    expect(answer.json()).toEqual({
      type: "/problems/not_signed_in",
      title: "Not signed in",
      status: 401,
      detail: "Sign in, or send an API key in the header X-API-Key.",
      instance: "/requests/proxy-12345678",
      code: "not_signed_in",
    });
  });

  test("does not take a request's number that is none", async () => {
    const answer = await server.app.inject({
      url: "/api/v1/me",
      headers: { "x-request-id": "<script>alert(1)" },
    });
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("of a malformed request names every problem of body and headers at once, and nothing is written", async () => {
    const before = await countParties();
    const body = { code: "x", name: "two\nlines", kind: "club", country: "France", colour: "red" };
    const answer = await server.command("/parties", body, administrator.headers);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: "malformed" });
    expect(answer.json<{ problems: unknown[] }>().problems).toEqual([
      { field: "code", value: "x", rule: "code" },
      { field: "name", value: "two\nlines", rule: "one_line" },
      {
        field: "kind",
        value: "club",
        rule: "one_of",
        facts: { allowed: "government, agency, maker, ngo, facility_operator" },
      },
      { field: "country", value: "France", rule: "iso_3166_1_alpha_3" },
      { field: "colour", value: "red", rule: "unknown_field" },
    ]);
    expect(await countParties()).toBe(before);
  });

  test("names a field that is missing, and the path of one in a line", async () => {
    const body = { partyId: "nobody", lines: [{ itemId: "mask", quantity: 1.5, severity: 9 }] };
    const answer = await server.command("/calls", body, focalPoint.headers);
    const { problems } = answer.json<{ problems: { field: string; rule: string; value: string | null }[] }>();
    expect(problems.map(({ field, rule }) => `${field} ${rule}`)).toEqual(
      expect.arrayContaining([
        "partyId uuid",
        "lines.0.quantity positive_whole_number",
        "lines.0.windowFrom required",
        "lines.0.severity too_big",
      ]),
    );
    expect(problems.find(({ field }) => field === "lines.0.windowFrom")?.value).toBeNull();
  });

  test("tells of a query member that nobody reads", async () => {
    const answer = await server.app.inject({ url: "/api/v1/statement?form=2020-01" });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()["problems"]).toEqual([{ field: "form", value: "2020-01", rule: "unknown_field" }]);
  });

  test("of what no database can hold is a malformed request, not a fault of ours", async () => {
    const addresses = [
      "/follow/%00",
      "/follow/a%00b",
      "/calls?party=%00",
      "/statement?pipeline=a%00",
      "/statement?from=0000-01",
      "/statement?asOf=0000-01-01",
      "/parties?cursor=AA",
      `/parties?cursor=${writeCursor(["A\u0000"])}`,
      "/follow/LOT-1?cursor=QUJD",
      "/countries?day=0000-05-05",
    ];
    for (const address of addresses) {
      const answer = await server.app.inject({ url: `/api/v1${address}` });
      expect([address, answer.statusCode, answer.json()["code"]]).toEqual([address, 400, "malformed"]);
    }
    const before = await countParties();
    for (const name of ["nul \u0000", "bell \u0007", "half \ud83d"]) {
      const answer = await server.command("/parties", { ...agency(), name }, administrator.headers);
      expect(answer.json()).toMatchObject({
        code: "malformed",
        problems: [{ field: "name", rule: "printable" }],
      });
    }
    const inside = { lines: [{ basis: { inputs: { "a\u0000": 1 } } }] };
    expect((await server.command("/calls", inside, focalPoint.headers)).json()).toMatchObject({
      problems: [{ field: "lines.0.basis.inputs", value: "a\u0000", rule: "printable" }],
    });
    const signIn = await server.app.inject({
      method: "POST",
      url: "/api/auth/sign-in/email",
      payload: { email: "a\u0000@example.org", password: "long enough \u0000" },
    });
    expect(signIn.statusCode).toBe(400);
    expect(await countParties()).toBe(before);
  });

  test("follows from a condition under whatever name, at any depth, before anything else", async () => {
    const conditions: readonly (readonly [object, readonly string[]])[] = [
      [{ ...agency(), conditions: "recognise us" }, ["conditions"]],
      [{ ...agency(), inReturn: { vote: "yes" } }, ["inReturn", "inReturn.vote"]],
      [{ lines: [{ basis: { inputs: { quid_pro_quo: 1 } } }] }, ["lines.0.basis.inputs.quid_pro_quo"]],
      [{ code: 1, 附加条件: "x" }, ["附加条件"]],
    ];
    for (const [body, fields] of conditions) {
      const answer = await server.command("/parties", body, administrator.headers);
      expect(answer.statusCode).toBe(422);
      expect(answer.json()).toMatchObject({ code: "conditions_attached", fields });
    }
  });

  test.each([
    { of: "no JSON", payload: "{", status: 400, code: "unreadable_body" },
    {
      of: "a member that rewrites prototypes",
      payload: '{"__proto__":{"a":1}}',
      status: 400,
      code: "unreadable_body",
    },
    { of: "another type", type: "text/xml", payload: "<a/>", status: 415, code: "unsupported_media_type" },
    {
      of: "more than a mebibyte",
      payload: `"${"x".repeat(1_048_577)}"`,
      status: 413,
      code: "body_too_large",
    },
  ])("answers a body of $of", async ({ type = "application/json", payload, status, code }) => {
    const headers = { ...administrator.headers, "content-type": type, "idempotency-key": randomUUID() };
    const answer = await server.app.inject({ method: "POST", url: "/api/v1/parties", headers, payload });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code, status });
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json\b/);
  });

  test("answers an address of the interface that leads nowhere, and one whose noun does not exist", async () => {
    const headers = { accept: "text/html" };
    const nowhere = await server.app.inject({ url: "/api/v1/nowhere", headers });
    expect(nowhere.json()).toMatchObject({ code: "unknown_address", status: 404 });
    const missing = await server.app.inject({ url: `/api/v1/calls/${randomUUID()}` });
    expect(missing.json()).toMatchObject({ code: "not_found", noun: "call", status: 404 });
  });

  test("says which roles would be allowed", async () => {
    const before = await countParties();
    const answer = await server.command("/parties", agency(), focalPoint.headers);
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({
      code: "not_permitted",
      action: "add_party",
      allowed: ["secretariat:administrator"],
    });
    expect(await countParties()).toBe(before);
  });
});

describe("a command", () => {
  test("needs an id that is a UUID", async () => {
    for (const key of ["", "1", "not-a-uuid"]) {
      const headers = { ...administrator.headers, "idempotency-key": key };
      const answer = await server.command("/parties", agency(), headers);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ code: "idempotency_key_required" });
    }
  });

  test("sent again with its id gets the first answer and is done once", async () => {
    const body = agency();
    const headers = { ...administrator.headers, "idempotency-key": randomUUID() };
    const before = await countParties();
    const first = await server.command("/parties", body, headers);
    const second = await server.command("/parties", body, {
      ...headers,
      "idempotency-key": headers["idempotency-key"].toUpperCase(),
    });
    expect(first.statusCode).toBe(200);
    expect(second.body).toBe(first.body);
    expect(await countParties()).toBe(before + 1);
    const other = await server.command("/parties", { ...body, name: "Another" }, headers);
    expect(other.statusCode).toBe(409);
    expect(other.json()).toMatchObject({ code: "already_posted_with_another_body" });
  });

  test("is refused where a code is taken", async () => {
    const answer = await server.command("/parties", { ...agency(), code: "COVAX" }, administrator.headers);
    expect(answer.statusCode).toBe(200);
    const again = await server.command("/parties", { ...agency(), code: "COVAX" }, administrator.headers);
    expect(again.json()).toMatchObject({ code: "code_taken", status: 409, taken: "COVAX" });
  });

  test("needs no body where the operation takes none", async () => {
    const url = `/api/v1/calls/${randomUUID()}/withdraw`;
    const headers = { ...focalPoint.headers, "idempotency-key": randomUUID() };
    const bare = await server.app.inject({ method: "POST", url, headers });
    expect(bare.json()).toMatchObject({ code: "not_found" });
    const empty = await server.app.inject({
      method: "POST",
      url,
      headers: { ...headers, "content-type": "application/json" },
      payload: "",
    });
    expect(empty.json()).toMatchObject({ code: "not_found" });
  });

  test("adds sites and lanes of a party, once each", async () => {
    const partyId = getReferencePartyId("ETH");
    const logistician = await server.makeUser({ ETH: ["logistician"] });
    const site = { partyId, code: "ETADD-STORE", name: "Central store", kind: "warehouse", country: "ETH" };
    const added = await server.command("/sites", site, logistician.headers);
    expect(added.json()).toMatchObject({ code: "ETADD-STORE", partyId, unLocode: null });
    const gates = await server.app.inject({ url: "/api/v1/sites?country=ETH" });
    const gate = gates
      .json<{ items: { id: string; code: string }[] }>()
      .items.find(({ code }) => code !== "ETADD-STORE");
    const lane = {
      partyId,
      fromSiteId: gate?.id,
      toSiteId: added.json()["id"],
      mode: "road",
      transitDays: 1,
    };
    expect((await server.command("/lanes", lane, logistician.headers)).statusCode).toBe(200);
    const again = await server.command("/lanes", lane, logistician.headers);
    expect(again.json()).toMatchObject({ code: "lane_exists", mode: "road" });
    const elsewhere = { ...site, partyId: getReferencePartyId("KEN"), code: "KENBO-STORE" };
    expect((await server.command("/sites", elsewhere, logistician.headers)).statusCode).toBe(403);
  });
});

describe("a file", () => {
  test("of the statement is named after the day and position, and takes the statement's query", async () => {
    const url = "/api/v1/statement.csv?by=item,terms&exporter=CHN";
    const answer = await server.app.inject({ url });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(answer.headers["content-disposition"]).toMatch(
      /^attachment; filename="statement-\d{4}-\d{2}-\d{2}-position-\d+\.csv"$/,
    );
    expect(answer.body).toMatch(/^\ufeffitem,of,unit,exporter,.*,as_of,ledger_position\r\n/);
    const headers = { "if-none-match": String(answer.headers["etag"]) };
    expect((await server.app.inject({ url, headers })).statusCode).toBe(304);
    const refused = await server.app.inject({ url: "/api/v1/statement.csv?by=weather" });
    expect(refused.json()).toMatchObject({ code: "malformed", problems: [{ field: "by", rule: "groups" }] });
  });

  test("of the statement is there as Parquet too, the same bytes as long as it is the same", async () => {
    const url = "/api/v1/statement.parquet?by=item,terms&exporter=CHN";
    const answer = await server.app.inject({ url });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/vnd.apache.parquet");
    expect(answer.headers["content-disposition"]).toMatch(
      /^attachment; filename="statement-\d{4}-\d{2}-\d{2}-position-\d+\.parquet"$/,
    );
    const magic = [answer.rawPayload.subarray(0, 4), answer.rawPayload.subarray(-4)].map(String);
    expect(magic).toEqual(["PAR1", "PAR1"]);
    const headers = { "if-none-match": String(answer.headers["etag"]) };
    expect((await server.app.inject({ url, headers })).statusCode).toBe(304);
    expect((await server.app.inject({ url })).rawPayload.equals(answer.rawPayload)).toBe(true);
    const refused = await server.app.inject({ url: "/api/v1/statement.parquet?by=weather" });
    expect(refused.json()).toMatchObject({ code: "malformed", problems: [{ field: "by", rule: "groups" }] });
  });

  test("is given to programs by the typed client", async () => {
    const client = createClient({
      origin: "",
      send: async (url, { headers }) => {
        const answer = await server.app.inject({ url, headers });
        const get = (name: string) =>
          answer.headers[name] === undefined ? null : String(answer.headers[name]);
        return await Promise.resolve({
          ok: answer.statusCode < 400,
          status: answer.statusCode,
          headers: { get },
          json: async () => await Promise.resolve(answer.json()),
          text: async () => await Promise.resolve(answer.body),
          arrayBuffer: async () => await Promise.resolve(new Uint8Array(answer.rawPayload).buffer),
        });
      },
    });
    const given = await client.getStatementCsv({ query: { by: "item" } });
    expect(given).toMatchObject({
      ok: true,
      value: { fileName: expect.stringMatching(/^statement-.*\.csv$/) },
    });
    const parquet = await client.getStatementParquet({ query: { by: "item" } });
    expect(parquet).toMatchObject({ ok: true, value: { fileName: expect.stringMatching(/\.parquet$/) } });
    expect(parquet.ok && Buffer.from(parquet.value.bytes).subarray(-4).toString()).toBe("PAR1");
    const refused = await client.getStatementCsv({ query: { item: "no_such_item" } });
    expect(refused).toMatchObject({ ok: false, problem: { code: "malformed" } });
  });
});

describe("a reading of much of the book", () => {
  test("is the secretariat's auditors' alone where it is a check, and one for all who ask at once", async () => {
    const auditor = await server.makeUser({ SECRETARIAT: ["auditor"] });
    const nobody = await server.makeUser({});
    const url = "/api/v1/ledger/check";
    for (const headers of [nobody.headers, administrator.headers, focalPoint.headers]) {
      const refused = await server.app.inject({ url, headers });
      expect(refused.json()).toMatchObject({ code: "not_permitted", allowed: ["secretariat:auditor"] });
    }
    const ask = async () => await server.app.inject({ url, headers: auditor.headers });
    const answers = await Promise.all([ask(), ask(), ask(), ask(), ask(), ask(), ask(), ask()]);
    for (const answer of answers) {
      expect(answer.json()).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
    }
  });

  test("is bounded for each reader, and others go on reading", async () => {
    const reader = await server.makeUser({});
    const statuses: number[] = [];
    for (let index = 0; index < 242; index += 1) {
      const url = "/api/v1/follow/nothing-of-the-kind";
      statuses.push((await server.app.inject({ url, headers: reader.headers })).statusCode);
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(240);
    const refused = await server.app.inject({ url: "/api/v1/statement", headers: reader.headers });
    expect(refused.json()).toMatchObject({ code: "too_many_requests", status: 429 });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect((await server.app.inject({ url: "/api/v1/statement" })).statusCode).toBe(200);
    expect((await server.app.inject({ url: "/api/v1/me", headers: reader.headers })).statusCode).toBe(200);
  });
});

describe("a list", () => {
  test("goes on from its cursor, and every row comes once", async () => {
    const codes: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 10; page += 1) {
      const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await server.app.inject({ url: `/api/v1/parties?limit=60&kind=government${query}` });
      const { items, nextCursor } = answer.json<{ items: { code: string }[]; nextCursor: string | null }>();
      codes.push(...items.map(({ code }) => code));
      cursor = nextCursor;
      if (cursor === null) break;
    }
    expect(codes).toHaveLength(249);
    expect(codes).toEqual([...new Set(codes)].toSorted());
  });

  test("refuses a cursor that is none, and more rows than the bound", async () => {
    const answer = await server.app.inject({ url: "/api/v1/parties?cursor=!!" });
    expect(answer.json()["problems"]).toEqual([{ field: "cursor", value: "!!", rule: "cursor" }]);
    const calls = await server.app.inject({ url: "/api/v1/calls?cursor=QUJD" });
    expect(calls.json()["problems"]).toEqual([{ field: "cursor", value: "QUJD", rule: "cursor" }]);
    const many = await server.app.inject({ url: "/api/v1/parties?limit=501" });
    expect(many.json()["problems"]).toEqual([
      { field: "limit", value: "501", rule: "too_big", facts: { maximum: 500 } },
    ]);
  });
});

describe("the entity tag", () => {
  test("answers 304 to who has the answer already", async () => {
    const first = await server.app.inject({ url: "/api/v1/countries?day=2020-06-01" });
    const tag = String(first.headers["etag"]);
    expect(tag).toMatch(/^"[A-Za-z0-9_-]{22}"$/);
    for (const given of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
      const again = await server.app.inject({
        url: "/api/v1/countries?day=2020-06-01",
        headers: { "if-none-match": given },
      });
      expect(again.statusCode).toBe(304);
      expect(again.body).toBe("");
    }
    const later = await server.app.inject({
      url: "/api/v1/countries?day=2021-06-01",
      headers: { "if-none-match": tag },
    });
    expect(later.statusCode).toBe(200);
  });

  test("holds a command to the version that was read", async () => {
    const site = (await server.app.inject({ url: "/api/v1/sites?country=ETH&limit=1" })).json<{
      items: { id: string }[];
    }>().items[0]!;
    const line = {
      itemId: "medical_mask",
      quantity: 1000,
      windowFrom: "2099-01-01",
      windowTo: "2099-02-01",
      siteId: site.id,
      severity: 3,
    };
    const raised = await server.command(
      "/calls",
      { partyId: getReferencePartyId("ETH"), lines: [line] },
      focalPoint.headers,
    );
    expect(raised.json()).toMatchObject({ status: "open", version: 1 });
    const url = `/calls/${String(raised.json()["id"])}`;
    const read = await server.app.inject({ url: `/api/v1${url}` });
    const tag = String(read.headers["etag"]);
    expect(tag).toMatch(/^"1-/);
    const confirmed = await server.command(`${url}/confirm`, {}, { ...focalPoint.headers, "if-match": tag });
    expect(confirmed.json()).toMatchObject({ version: 2 });
    const late = await server.command(`${url}/withdraw`, {}, { ...focalPoint.headers, "if-match": tag });
    expect(late.statusCode).toBe(412);
    expect(late.json()).toMatchObject({ code: "version_changed", expected: 1, version: 2 });
    const odd = await server.command(`${url}/withdraw`, {}, { ...focalPoint.headers, "if-match": "latest" });
    expect(odd.json()["problems"]).toEqual([{ field: "If-Match", value: "latest", rule: "entity_tag" }]);
  });
});

describe("a public reading", () => {
  const read = async (url: string) => await server.app.inject({ url: `/api/v1${url}` });

  test("of names has them in one language, and says who is least developed today", async () => {
    const names = (await read("/names/fr")).json<{ countries: { name: string }[]; items: unknown[] }>();
    expect(names.countries).toContainEqual({ code: "ETH", name: "Éthiopie", leastDeveloped: true });
    const order = names.countries.map(({ name }) => name);
    expect(order.indexOf("Égypte")).toBe(order.indexOf("El Salvador") - 1);
    expect(names.items).toContainEqual(expect.objectContaining({ id: "medical_mask", unitName: "piece" }));
    expect((await read("/names/xx")).json()).toMatchObject({ code: "malformed" });
  });

  test("of places has a country's number and its main gate", async () => {
    const { items } = (await read("/countries/places")).json<{ items: { code: string }[] }>();
    const kenya = items.find(({ code }) => code === "KEN");
    expect(kenya).toMatchObject({ numeric: "404" });
    expect(Object.values(kenya ?? {}).filter((value) => typeof value === "number")).toHaveLength(2);
  });

  test("of a party says under which code statements count it, and its country's stays on lists", async () => {
    const nepal = (await read("/parties/NPL")).json<{ listings: unknown[] }>();
    expect(nepal).toMatchObject({ code: "NPL", statementCode: "NPL" });
    expect(nepal.listings).toContainEqual(expect.objectContaining({ list: "ldc", entered: "1971-11-18" }));
    expect((await read("/parties/NOBODY")).json()).toMatchObject({ code: "not_found", noun: "party" });
  });

  test("of the dictionary has every column of the statement's file", async () => {
    const { tables } = (await read("/statement/dictionary")).json<{
      tables: { name: string; fields: { name: string; description: string }[] }[];
    }>();
    const columns = tables[0]?.fields.map(({ name }) => name);
    const head = (await read("/statement.csv?by=item,exporter,recipient,month,terms,pipeline")).body.split(
      "\n",
    )[0];
    expect(columns?.join(",")).toBe(head?.trim());
    expect(tables[1]?.fields.every(({ description }) => description.length > 3)).toBe(true);
  });
});
