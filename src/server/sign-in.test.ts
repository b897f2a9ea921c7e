import { hashPassword } from "@better-auth/utils/password";
import { getMigrations } from "better-auth/db/migration";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureFirstAdministrator } from "#app/account/ensure-first-administrator.ts";
import { makeApiKey } from "#app/account/make-api-key.ts";
import { setPassword } from "#app/account/set-password.ts";
import { openSignInDatabase } from "#store/account.ts";
import { openTestServer, type TestServer, type TestUser } from "#test/open-server.ts";
import { createAuth } from "./auth.ts";

let server: TestServer;
let user: TestUser;

beforeAll(async () => {
  server = await openTestServer();
  user = await server.makeUser({ ETH: ["focal_point", "logistician"] });
});
afterAll(async () => await server.close());

async function signIn(email: string, password: string, headers: Record<string, string> = {}) {
  return await server.app.inject({
    method: "POST",
    url: "/api/auth/sign-in/email",
    headers: { "content-type": "application/json", host: "localhost:3000", ...headers },
    payload: { email, password },
  });
}

async function getMe(headers: Record<string, string>) {
  return await server.app.inject({ url: "/api/v1/me", headers });
}

const toCookie = (answer: { cookies: { name: string; value: string }[] }) =>
  answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");

describe("signing in", () => {
  test("gives a cookie that scripts cannot read and other sites do not send, good for a week", async () => {
    const answer = await signIn(user.email.toUpperCase(), user.password);
    expect(answer.statusCode).toBe(200);
    const session = answer.cookies.find(({ name }) => name === "wellspring.session_token");
    expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", maxAge: 604_800 });
    const me = await getMe({ cookie: toCookie(answer) });
    expect(me.json()).toMatchObject({
      email: user.email,
      memberships: [
        { partyCode: "ETH", partyName: "Ethiopia", role: "focal_point" },
        { partyCode: "ETH", role: "logistician" },
      ],
    });
  });

  test("under https gives a cookie that never travels without it", async () => {
    const secure = await openTestServer({ origin: "https://wellspring.example.org" });
    try {
      const { email, password } = await secure.makeUser({});
      const answer = await secure.app.inject({
        method: "POST",
        url: "/api/auth/sign-in/email",
        headers: { origin: "https://wellspring.example.org" },
        payload: { email, password },
      });
      expect(answer.cookies.length).toBeGreaterThan(0);
      for (const cookie of answer.cookies) expect(cookie).toMatchObject({ secure: true, httpOnly: true });
      expect(answer.headers["strict-transport-security"]).toMatch(/^max-age=31536000/);
    } finally {
      await secure.close();
    }
  });

  test("is refused with a wrong password and an unknown address alike", async () => {
    const wrong = await signIn(user.email, "not the password");
    const unknown = await signIn("nobody@example.org", "not the password");
    for (const answer of [wrong, unknown]) {
      expect(answer.statusCode).toBe(401);
      expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
      expect(answer.json()).toMatchObject({ code: "sign_in_refused", reason: "INVALID_EMAIL_OR_PASSWORD" });
      expect(answer.cookies).toEqual([]);
    }
  });

  test("is refused from a page of another origin that has the cookie", async () => {
    const cookie = toCookie(await signIn(user.email, user.password));
    const answer = await signIn(user.email, user.password, { origin: "https://evil.example", cookie });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    const own = await signIn(user.email, user.password, { origin: "http://localhost:3000", cookie });
    expect(own.statusCode).toBe(200);
  });

  test("makes no account: there is no signing up", async () => {
    const answer = await server.app.inject({
      method: "POST",
      url: "/api/auth/sign-up/email",
      payload: { name: "Mallory", email: "mallory@example.org", password: "a long enough one" },
    });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect((await signIn("mallory@example.org", "a long enough one")).statusCode).toBe(401);
  });

  test("is bounded for each account, with the time to wait", async () => {
    const victim = await server.makeUser({});
    const answers = [];
    for (let attempt = 0; attempt < 12; attempt += 1) answers.push(await signIn(victim.email, "guess"));
    const refused = answers.filter(({ statusCode }) => statusCode === 429);
    expect(refused).toHaveLength(2);
    expect(Number(refused[0]?.headers["retry-after"])).toBeGreaterThan(0);
    expect(refused[0]?.json()).toMatchObject({ code: "too_many_requests" });
    expect((await signIn(user.email, user.password)).statusCode).toBe(200);
  });

  test("is bounded for each account under every way to write the address", async () => {
    const paths = ["./sign-in/email", "x/../sign-in/email", "sign%2Din/email", "%2e/sign-in/email"];
    const victim = await server.makeUser({});
    const statuses: number[] = [];
    for (let index = 0; index < 14; index += 1) {
      const url = `/api/auth/${paths[index % paths.length] ?? ""}`;
      const payload = { email: victim.email, password: "guess" };
      statuses.push((await server.app.inject({ method: "POST", url, payload })).statusCode);
    }
    expect(statuses.slice(0, 10)).not.toContain(429);
    expect(statuses.slice(10)).toEqual([429, 429, 429, 429]);
  });

  test("is bounded for each account over all addresses, and for each address that a proxy in front saw", async () => {
    const fronted = await openTestServer({ proxyHops: 1 });
    try {
      const victim = await fronted.makeUser({});
      const attempt = async (forwarded: string, password = "guess") => {
        const answer = await fronted.app.inject({
          method: "POST",
          url: "/api/auth/sign-in/email",
          headers: { "x-forwarded-for": forwarded },
          payload: { email: victim.email, password },
        });
        return answer.statusCode;
      };
      // What stands left of the proxy's own entry, whoever asks has written.
      for (let index = 0; index < 10; index += 1) {
        expect(await attempt(`203.0.113.${index}, 198.51.100.7`)).toBe(401);
      }
      expect(await attempt("203.0.113.99, 198.51.100.7")).toBe(429);
      const statuses: number[] = [];
      for (let index = 0; index < 21; index += 1) statuses.push(await attempt(`198.51.100.${100 + index}`));
      expect(statuses.filter((status) => status === 401)).toHaveLength(20);
      expect(statuses.at(-1)).toBe(429);
    } finally {
      await fronted.close();
    }
  });

  test("and the change of a password are bounded: a session left open does not help to guess it", async () => {
    const fresh = await openTestServer();
    try {
      const someone = await fresh.makeUser({});
      const post = async (url: string, payload: object, headers: Record<string, string> = {}) =>
        await fresh.app.inject({ method: "POST", url, payload, headers });
      const { email, password } = someone;
      const cookie = toCookie(await post("/api/auth/sign-in/email", { email, password }));
      const headers = { cookie, origin: "http://localhost:80" };
      const url = "/api/auth/change-password";
      const change = async (currentPassword: string) =>
        await post(url, { currentPassword, newPassword: "a new one of my own" }, headers);
      const wrong = await change("guess");
      expect(wrong.json()).toMatchObject({ code: "sign_in_refused", reason: "INVALID_PASSWORD" });
      expect((await change(password)).statusCode).toBe(200);
      for (let index = 0; index < 18; index += 1) {
        await post(url, { currentPassword: "x", newPassword: "short" }, headers);
      }
      expect((await change("guess")).statusCode).toBe(429);
      const again = await post("/api/auth/sign-in/email", { email, password: "a new one of my own" });
      expect(again.statusCode).toBe(200);
    } finally {
      await fresh.close();
    }
  });

  test("ends with signing out, and with a new password given by the operator", async () => {
    const someone = await server.makeUser({});
    const first = toCookie(await signIn(someone.email, someone.password));
    const out = await server.app.inject({
      method: "POST",
      url: "/api/auth/sign-out",
      headers: { cookie: first, "content-type": "application/json", origin: "http://localhost:80" },
      payload: {},
    });
    expect(out.statusCode).toBe(200);
    const sessionOnly = first.split("; ").find((one) => one.startsWith("wellspring.session_token")) ?? "";
    expect((await getMe({ cookie: sessionOnly })).statusCode).toBe(401);
    expect(
      (await setPassword(server.context, { email: someone.email, password: "another long one" })).ok,
    ).toBe(true);
    expect((await signIn(someone.email, someone.password)).statusCode).toBe(401);
    expect((await signIn(someone.email, "another long one")).statusCode).toBe(200);
  });

  test("is not possible with a cookie that somebody made up", async () => {
    for (const cookie of ["wellspring.session_token=abc.def", "wellspring.session_data=e30", "x=y"]) {
      expect((await getMe({ cookie })).statusCode).toBe(401);
    }
  });
});

describe("an API key", () => {
  test("acts for its user", async () => {
    expect((await getMe(user.headers)).json()).toMatchObject({ email: user.email });
  });

  test("that is unknown or has expired is refused", async () => {
    const unknown = await getMe({ "x-api-key": `${user.headers["x-api-key"].slice(0, -1)}_` });
    expect(unknown.statusCode).toBe(401);
    expect(unknown.json()).toMatchObject({ code: "api_key_refused" });
    const expired = await makeApiKey(server.context, { email: user.email, name: "old", expiresInDays: -1 });
    const answer = await getMe({ "x-api-key": expired.ok ? expired.value.key : "" });
    expect(answer.json()).toMatchObject({ code: "api_key_refused" });
  });

  test("is kept as a hash only", async () => {
    const key = user.headers["x-api-key"];
    const rows = await server.context.database.selectFrom("authApiKey").selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(key);
  });

  test("cannot be guessed for long from one address", async () => {
    const guesser = await openTestServer();
    try {
      const statuses: number[] = [];
      for (let guess = 0; guess < 25; guess += 1) {
        const answer = await guesser.app.inject({
          url: "/api/v1/me",
          headers: { "x-api-key": `wsp_${guess}` },
        });
        statuses.push(answer.statusCode);
      }
      expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
      expect(statuses.at(-1)).toBe(429);
    } finally {
      await guesser.close();
    }
  });
});

describe("the first administrator", () => {
  test("is made once, by whichever of two servers comes first, and can sign in", async () => {
    const fresh = await openTestServer();
    try {
      const made = await Promise.all([
        ensureFirstAdministrator(fresh.context, {}),
        ensureFirstAdministrator(fresh.context, {}),
      ]);
      const shown = made.flatMap((one) => (one.ok && one.value !== null ? [one.value] : []));
      expect(shown).toHaveLength(1);
      const { email, password } = shown[0]!;
      const answer = await fresh.app.inject({
        method: "POST",
        url: "/api/auth/sign-in/email",
        payload: { email, password },
      });
      const me = await fresh.app.inject({ url: "/api/v1/me", headers: { cookie: toCookie(answer) } });
      expect(me.json()).toMatchObject({
        memberships: [
          { partyCode: "SECRETARIAT", role: "administrator" },
          { partyCode: "SECRETARIAT", role: "coordinator" },
        ],
      });
    } finally {
      await fresh.close();
    }
  });

  test("takes the password that is given, and it is not shown", async () => {
    const fresh = await openTestServer();
    try {
      const given = { email: "First@Example.org", password: "given by the operator" };
      expect(await ensureFirstAdministrator(fresh.context, given)).toEqual({
        ok: true,
        value: { email: "first@example.org", password: null },
      });
      expect(await ensureFirstAdministrator(fresh.context, { password: "short" })).toEqual({
        ok: true,
        value: null,
      });
    } finally {
      await fresh.close();
    }
  });
});

test("the tables are those that the sign-in library expects", async () => {
  const auth = createAuth({
    database: openSignInDatabase(server.context.database),
    secret: "0".repeat(32),
    origin: "http://localhost:3000",
    newId: server.context.newId,
    watch: async (work) => await work(),
    passwords: { hash: hashPassword, verify: async () => await Promise.resolve(false) },
    log: () => undefined,
  });
  const { toBeAdded, toBeCreated } = await getMigrations(auth.options);
  expect(toBeCreated).toEqual([]);
  expect(toBeAdded).toEqual([]);
});
