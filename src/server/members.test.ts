import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readApiKeysOf, revokeApiKeyOf } from "#app/account/api-keys.ts";
import { giveRole } from "#app/account/give-role.ts";
import { makeApiKey } from "#app/account/make-api-key.ts";
import { setPassword } from "#app/account/set-password.ts";
import { getReferencePartyId } from "#app/reference/reference-ids.ts";
import { openTestServer, type TestServer, type TestUser } from "#test/open-server.ts";

const ethiopia = getReferencePartyId("ETH");
const members = `/parties/${ethiopia}/members`;
const invitations = `/parties/${ethiopia}/invitations`;

let server: TestServer;
let administrator: TestUser;
let focalPoint: TestUser;

beforeAll(async () => {
  server = await openTestServer();
  administrator = await server.makeUser({ ETH: ["administrator"] });
  focalPoint = await server.makeUser({ ETH: ["focal_point"] });
});
afterAll(async () => await server.close());

interface Invited {
  readonly token: string;
  readonly email: string;
}

async function accept(body: object, headers: Readonly<Record<string, string>> = {}) {
  return await server.app.inject({
    method: "POST",
    url: "/api/v1/invitations/accept",
    payload: body,
    headers,
  });
}

async function signIn(email: string, password: string) {
  const payload = { email, password };
  return await server.app.inject({ method: "POST", url: "/api/auth/sign-in/email", payload });
}

async function listRoles(email: string) {
  return await server.context.database
    .selectFrom("membership")
    .innerJoin("authUser", "authUser.id", "membership.userId")
    .innerJoin("party", "party.id", "membership.partyId")
    .select(["party.code", "membership.role"])
    .where("authUser.email", "=", email)
    .orderBy("party.code")
    .execute();
}

describe("an invitation", () => {
  test("makes an account with the role, once", async () => {
    const email = `New.${randomUUID()}@Example.org`;
    const sent = { email, role: "logistician" };
    const headers = { ...administrator.headers, "idempotency-key": randomUUID() };
    const invited = (await server.command(invitations, sent, headers)).json<Invited>();
    expect((await server.command(invitations, sent, headers)).json<Invited>()).toEqual(invited);
    const body = { token: invited.token, name: "Almaz", password: "a password of my own" };
    const short = await accept({ ...body, password: "short" });
    expect(short.json()).toMatchObject({ code: "malformed", problems: [{ field: "password", value: null }] });
    const accepted = await accept(body);
    expect(accepted.json()).toEqual({ email: email.toLowerCase(), partyCode: "ETH", role: "logistician" });
    expect((await accept(body)).json()).toMatchObject({ code: "invitation_not_open", status: 409 });
    expect((await signIn(email, body.password)).statusCode).toBe(200);
  });

  test("to somebody with an account is accepted by signing in to it, and leaves their password alone", async () => {
    const someone = await server.makeUser({});
    const sent = { email: someone.email, role: "warehouse" };
    const { token } = (await server.command(invitations, sent, administrator.headers)).json<Invited>();
    const body = { token, name: "X", password: "another password" };
    for (const headers of [{}, focalPoint.headers]) {
      const refused = await accept(body, headers);
      expect(refused.json()).toMatchObject({ code: "sign_in_to_accept", status: 409, email: someone.email });
    }
    expect(await listRoles(someone.email)).toEqual([]);
    expect((await accept({ token }, someone.headers)).statusCode).toBe(200);
    expect((await signIn(someone.email, someone.password)).statusCode).toBe(200);
    const me = await server.app.inject({ url: "/api/v1/me", headers: someone.headers });
    expect(me.json()).toMatchObject({
      name: "A user",
      memberships: [{ partyCode: "ETH", role: "warehouse" }],
    });
  });

  test("does not give an account that another party's invitation made what is meant for its address", async () => {
    const email = `head-${randomUUID()}@who.example`;
    const kenya = await server.makeUser({ KEN: ["administrator"] });
    const kenyaId = getReferencePartyId("KEN");
    const path = `/parties/${kenyaId}`;
    const squat = (
      await server.command(invitations, { email, role: "auditor" }, administrator.headers)
    ).json<Invited>();
    expect((await accept({ token: squat.token, name: "Head", password: "of the squatter" })).statusCode).toBe(
      200,
    );
    const role = { email, role: "administrator" };

    // Accepting, being given the role over HTTP, being given it by the operator: none reaches the squatter.
    const { token } = (await server.command(`${path}/invitations`, role, kenya.headers)).json<Invited>();
    const mine = await accept({ token, name: "Head", password: "my own password" });
    expect(mine.json()).toMatchObject({ code: "sign_in_to_accept", email });
    const given = await server.command(`${path}/members`, role, kenya.headers);
    expect(given.json()).toMatchObject({ code: "account_not_vouched", status: 409, email });
    const byOperator = { email, partyCode: "KEN", role: "administrator" } as const;
    expect(await giveRole(server.context, byOperator)).toMatchObject({
      ok: false,
      refusal: { code: "account_not_vouched" },
    });
    expect(await listRoles(email)).toEqual([{ code: "ETH", role: "auditor" }]);
    // The party that invited may give it further roles of its own.
    const further = { email, role: "warehouse" };
    expect((await server.command(members, further, administrator.headers)).statusCode).toBe(200);

    // The operator gives the account to whoever has the address: sessions and keys of the squatter end.
    const stolen = await makeApiKey(server.context, { email, name: "kept" });
    await setPassword(server.context, { email, password: "my own password" });
    const key = { "x-api-key": stolen.ok ? stolen.value.key : "" };
    expect((await server.app.inject({ url: "/api/v1/me", headers: key })).statusCode).toBe(401);
    expect((await signIn(email, "of the squatter")).statusCode).toBe(401);
    const session = await signIn(email, "my own password");
    const cookie = session.cookies
      .map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
      .join("; ");
    expect((await accept({ token }, { cookie })).statusCode).toBe(200);
    expect(await listRoles(email)).toContainEqual({ code: "KEN", role: "administrator" });
  });

  test("leaves its token nowhere in the database", async () => {
    const sent = { email: "somebody@example.org", role: "auditor" };
    const { token } = (await server.command(invitations, sent, administrator.headers)).json<Invited>();
    const { database } = server.context;
    const kept = await Promise.all([
      database.selectFrom("invitation").selectAll().execute(),
      database.selectFrom("command").selectAll().execute(),
    ]);
    expect(JSON.stringify(kept)).toContain("somebody@example.org");
    expect(JSON.stringify(kept)).not.toContain(token);
  });

  test("is not sent by who may not, nor accepted with a token that somebody made up", async () => {
    const sent = { email: "somebody@example.org", role: "auditor" };
    expect((await server.command(invitations, sent, focalPoint.headers)).statusCode).toBe(403);
    const kenya = `/parties/${getReferencePartyId("KEN")}/invitations`;
    expect((await server.command(kenya, sent, administrator.headers)).statusCode).toBe(403);
    const made = await accept({ token: "x".repeat(43), name: "Mallory", password: "a long enough one" });
    expect(made.json()).toMatchObject({ code: "invitation_not_open" });
  });
});

describe("open invitations", () => {
  test("are shown without their token to those who manage members, and can be taken back", async () => {
    const email = `late-${randomUUID()}@example.org`;
    const invited = (
      await server.command(invitations, { email, role: "auditor" }, administrator.headers)
    ).json<Invited & { id: string }>();
    const url = `/api/v1${invitations}`;
    const listed = await server.app.inject({ url, headers: administrator.headers });
    expect(listed.json<{ items: object[] }>().items).toContainEqual({
      id: invited.id,
      partyId: ethiopia,
      role: "auditor",
      email,
      expiresAt: expect.any(String),
    });
    expect(listed.body).not.toContain(invited.token);
    expect((await server.app.inject({ url, headers: focalPoint.headers })).statusCode).toBe(403);

    const payload = { token: invited.token };
    const read = await server.app.inject({ method: "POST", url: "/api/v1/invitations/read", payload });
    expect(read.json()).toMatchObject({ email, partyCode: "ETH", role: "auditor", hasAccount: false });

    const withdraw = `${invitations}/${invited.id}/withdraw`;
    expect((await server.command(withdraw, {}, focalPoint.headers)).statusCode).toBe(403);
    expect((await server.command(withdraw, {}, administrator.headers)).body).not.toContain(email);
    const again = await server.command(withdraw, {}, administrator.headers);
    expect(again.json()).toMatchObject({ code: "invitation_not_open" });
    const late = await accept({ token: invited.token, name: "Late", password: "long enough a word" });
    expect(late.json()).toMatchObject({ code: "invitation_not_open" });
    expect(await listRoles(email)).toEqual([]);
  });
});

describe("one's own API keys", () => {
  test("are shown without what they open, and taken back; nobody takes back another's", async () => {
    const someone = await server.makeUser({});
    const made = await makeApiKey(server.context, { email: someone.email, name: "a program" });
    const key = made.ok ? made.value.key : "";
    const url = "/api/v1/me/api-keys";
    const listed = await server.app.inject({ url, headers: someone.headers });
    const { items } = listed.json<{ items: { id: string; name: string; start: string }[] }>();
    expect(items.map(({ name }) => name).toSorted()).toEqual(["a program", "test"]);
    expect(listed.body).not.toContain(key);
    const found = items.find(({ name }) => name === "a program");
    expect(key.startsWith(found?.start ?? "?")).toBe(true);
    const revoke = { method: "POST" as const, url: `${url}/${found?.id ?? ""}/revoke`, payload: {} };
    const others = await server.app.inject({ ...revoke, headers: focalPoint.headers });
    expect(others.json()).toMatchObject({ code: "not_found", noun: "API key" });
    const left = await server.app.inject({ ...revoke, headers: someone.headers });
    expect(left.json<{ items: unknown[] }>().items).toHaveLength(1);
    const refused = await server.app.inject({ url, headers: { "x-api-key": key } });
    expect(refused.json()).toMatchObject({ code: "api_key_refused" });
    expect(await readApiKeysOf(server.context, someone.email)).toMatchObject({
      value: { items: [{ name: "test" }] },
    });
    const unknown = { email: "nobody@example.org", keyId: "x" };
    expect(await revokeApiKeyOf(server.context, unknown)).toMatchObject({ refusal: { code: "not_found" } });
  });
});

describe("roles", () => {
  test("are given and taken by the party's administrator, from the next request on", async () => {
    const someone = await server.makeUser({});
    const given = await server.command(
      members,
      { email: someone.email, role: "auditor" },
      administrator.headers,
    );
    const member = given
      .json<{ items: { email: string; userId: string }[] }>()
      .items.find(({ email }) => email === someone.email);
    const read = async () => await server.app.inject({ url: "/api/v1/me", headers: someone.headers });
    expect((await read()).json()).toMatchObject({ memberships: [{ role: "auditor" }] });
    const taken = { userId: member?.userId, role: "auditor" };
    expect((await server.command(`${members}/remove`, taken, administrator.headers)).statusCode).toBe(200);
    expect((await read()).json()).toMatchObject({ memberships: [] });
  });

  test("are shown to those who manage them", async () => {
    const shown = await server.app.inject({ url: `/api/v1${members}`, headers: administrator.headers });
    expect(shown.body).toContain(focalPoint.email);
    const other = await server.app.inject({ url: `/api/v1${members}`, headers: focalPoint.headers });
    expect(other.json()).toMatchObject({ code: "not_permitted" });
  });

  test("of the secretariat's last administrator stay", async () => {
    const last = await server.makeUser({ SECRETARIAT: ["administrator"] });
    const me = await server.app.inject({ url: "/api/v1/me", headers: last.headers });
    const secretariat = getReferencePartyId("SECRETARIAT");
    const body = { userId: me.json()["userId"], role: "administrator" };
    const answer = await server.command(`/parties/${secretariat}/members/remove`, body, last.headers);
    expect(answer.json()).toMatchObject({ code: "last_administrator", status: 409 });
    const still = await server.app.inject({ url: "/api/v1/me", headers: last.headers });
    expect(still.json()).toMatchObject({ memberships: [{ role: "administrator" }] });
  });
});
