import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { v7 } from "uuid";
import { createUser } from "#app/account/create-user.ts";
import { giveRole } from "#app/account/give-role.ts";
import { makeApiKey } from "#app/account/make-api-key.ts";
import { openBenchBook, type BenchBook } from "./cases/bench-book.ts";
import { startServer } from "./cases/server-process.ts";
import { tell } from "./cases/tell-times.ts";

/**
 * How long a call of 1,231 lines takes to save and to open while 500 people sign in at once, against the same work on the same
 * server with nobody signing in; and how long the people wait, those included who are turned away (503 with Retry-After) and
 * come again as it says. The server is a process of its own with the product's defaults, asked over HTTP. Every sign-in must end
 * in a session of the right person, and every call be saved once with all its lines, before a time is told.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const PEOPLE = IS_SMOKE ? 12 : 500;
const LINES = IS_SMOKE ? 60 : 1231;
/** Calls that are saved and opened one after the other with nobody signing in. */
const QUIET_CALLS = IS_SMOKE ? 3 : 60;
/** Nobody comes again more often than this: then the storm has failed. */
const TRIES_MAX = 60;
const PASSWORD = "a password of the storm";

const book = await openBenchBook(4);
const server = await startServer(book.directory, PASSWORD);
try {
  const caller = await makeCaller(book);
  await makePeople(book);
  await workWith(server.url, caller, (done) => done < 3); // the server's code is warm
  await signInAll(server.url, 8);
  const quiet = await workWith(server.url, caller, (done) => done < QUIET_CALLS);
  console.error(`storm: ${quiet.length} calls with nobody signing in`);
  let isOver = false;
  const storm = signInAll(server.url, PEOPLE).finally(() => {
    isOver = true;
  });
  const stormy = await workWith(server.url, caller, () => !isOver);
  const people = await storm;
  console.error(`storm: ${stormy.length} calls meanwhile`);
  const saved = await checkSaved(book, [...quiet, ...stormy]);
  const answer = JSON.stringify({ signedIn: people.length, lines: LINES, saved });
  console.log(
    JSON.stringify({
      people: PEOPLE,
      lines: LINES,
      callsMeanwhile: stormy.length,
      ...tell(
        "quietSave",
        quiet.map(({ saveMs }) => saveMs),
      ),
      ...tell(
        "quietOpen",
        quiet.map(({ openMs }) => openMs),
      ),
      ...tell(
        "stormSave",
        stormy.map(({ saveMs }) => saveMs),
      ),
      ...tell(
        "stormOpen",
        stormy.map(({ openMs }) => openMs),
      ),
      ...tell(
        "signIn",
        people.map(({ waitedMs }) => waitedMs),
      ),
      signInsTurnedAway: people.reduce((sum, { turnedAway }) => sum + turnedAway, 0),
      signInsPerSecond: Math.round(
        (people.length / Math.max(...people.map(({ waitedMs }) => waitedMs))) * 1000,
      ),
      hash: createHash("sha256").update(answer).digest("hex"),
    }),
  );
} finally {
  await server.stop();
  await book.close();
}

/** Who raises calls. */
interface Caller {
  readonly partyId: string;
  readonly siteId: string;
  readonly itemId: string;
  readonly apiKey: string;
}

async function makeCaller({ context }: BenchBook): Promise<Caller> {
  const email = "caller@example.org";
  const user = await createUser(context, { name: "Caller", email, password: PASSWORD });
  const given = await giveRole(context, { email, partyCode: "ETH", role: "focal_point" });
  const key = await makeApiKey(context, { email, name: "storm" });
  if (!user.ok || !given.ok || !key.ok) throw new Error("bench: the caller cannot be made");
  const site = await context.database
    .selectFrom("site")
    .innerJoin("party", "party.id", "site.partyId")
    .where("party.code", "=", "ETH")
    .select(["site.id", "party.id as partyId"])
    .executeTakeFirstOrThrow();
  const item = [...context.reference.items.values()].find(({ kind }) => kind === "item");
  if (item === undefined) throw new Error("bench: there is no item");
  return { partyId: site.partyId, siteId: site.id, itemId: item.id, apiKey: key.value.key };
}

function emailOf(index: number): string {
  return `person-${index}@example.org`;
}

/** All of them have one password, hashed once: it is checked as often as there are people. */
async function makePeople({ context, owner }: BenchBook): Promise<void> {
  const first = await createUser(context, { name: "Person", email: emailOf(0), password: PASSWORD });
  if (!first.ok) throw new Error(first.refusal.code);
  await owner.query(
    `with made as (
      insert into auth_user (id, name, email, email_verified, image, created_at, updated_at)
      select gen_random_uuid(), 'Person', 'person-' || n || '@example.org', true, null, now(), now()
      from generate_series(1, $1 - 1) as n returning id)
    insert into auth_credential (id, account_id, provider_id, user_id, password, created_at, updated_at)
    select gen_random_uuid(), made.id, 'credential', made.id, c.password, now(), now()
    from made, auth_credential as c where c.user_id = $2`,
    [PEOPLE, first.value.id],
  );
}

interface SignedIn {
  /** From the first try until the session is there. */
  readonly waitedMs: number;
  readonly turnedAway: number;
}

/** Signs in the first `count` people at once; who is turned away comes again after the time that was said, a little spread. */
async function signInAll(url: string, count: number): Promise<readonly SignedIn[]> {
  return await Promise.all(Array.from({ length: count }, (_, index) => signIn(url, index)));
}

async function signIn(url: string, index: number): Promise<SignedIn> {
  const startedMs = performance.now();
  for (let turnedAway = 0; turnedAway < TRIES_MAX; turnedAway += 1) {
    const answer = await fetch(`${url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: url,
        "x-forwarded-for": `10.0.${index >> 8}.${index & 255}`,
      },
      body: JSON.stringify({ email: emailOf(index), password: PASSWORD }),
    });
    const body = (await answer.json()) as { readonly user?: { readonly email: string } };
    if (answer.ok) {
      const hasSession = answer.headers
        .getSetCookie()
        .some((one) => one.startsWith("wellspring.session_token="));
      if (body.user?.email !== emailOf(index) || !hasSession)
        throw new Error("bench: a sign-in of somebody else");
      return { waitedMs: performance.now() - startedMs, turnedAway };
    }
    const seconds = Number(answer.headers.get("retry-after"));
    if (answer.status !== 503 || !(seconds > 0))
      throw new Error(`bench: a sign-in was answered ${answer.status}: ${JSON.stringify(body)}`);
    await setTimeout(seconds * 1000 * (1 + (index % 16) / 32));
  }
  throw new Error(`bench: turned away ${TRIES_MAX} times`);
}

interface CallAtWork {
  readonly id: string;
  readonly saveMs: number;
  readonly openMs: number;
}

/** Saves and opens one call after the other as long as `isWanted`, and at least one. */
async function workWith(
  url: string,
  caller: Caller,
  isWanted: (done: number) => boolean,
): Promise<readonly CallAtWork[]> {
  const calls: CallAtWork[] = [];
  do calls.push(await saveAndOpen(url, caller));
  while (isWanted(calls.length));
  return calls;
}

async function saveAndOpen(url: string, caller: Caller): Promise<CallAtWork> {
  const { partyId, siteId, itemId, apiKey } = caller;
  // Each line is for a window of its own.
  const dayOf = (index: number) => new Date(Date.UTC(2090, 0, 1 + index)).toISOString().slice(0, 10);
  const lines = Array.from({ length: LINES }, (_, index) => {
    return {
      itemId,
      siteId,
      quantity: 1 + index,
      severity: 3,
      windowFrom: dayOf(index),
      windowTo: "2099-12-31",
    };
  });
  const headers = { "x-api-key": apiKey, "content-type": "application/json", "idempotency-key": v7() };
  const body = JSON.stringify({ partyId, lines });
  const begunMs = performance.now();
  const saved = await ask(`${url}/api/v1/calls`, { method: "POST", headers, body });
  const savedMs = performance.now();
  const opened = await ask(`${url}/api/v1/calls/${saved.id}`, { headers: { "x-api-key": apiKey } });
  const openedMs = performance.now();
  const isWhole = [saved, opened].every((call) =>
    call.lines.every((one, index) => one.quantity === 1 + index),
  );
  if (!isWhole || saved.lines.length !== LINES || opened.lines.length !== LINES || opened.id !== saved.id) {
    throw new Error("bench: the call is not as it was sent");
  }
  return { id: saved.id, saveMs: savedMs - begunMs, openMs: openedMs - savedMs };
}

interface CallShown {
  readonly id: string;
  readonly lines: readonly { readonly quantity: number }[];
}

async function ask(url: string, init: RequestInit): Promise<CallShown> {
  const answer = await fetch(url, init);
  if (!answer.ok)
    throw new Error(`bench: ${url} answered ${answer.status}: ${(await answer.text()).slice(0, 400)}`);
  return (await answer.json()) as CallShown;
}

/** Whether the database has the calls that were acknowledged, each once with all its lines, and no other. */
async function checkSaved({ owner }: BenchBook, calls: readonly CallAtWork[]): Promise<boolean> {
  const { rows } = await owner.query<{ id: string; lines: number }>(
    "select call_id as id, count(*)::integer as lines from call_line group by call_id",
  );
  const lines = new Map(rows.map((row) => [row.id, row.lines]));
  const warmed = 3;
  const isSaved = rows.length === calls.length + warmed && calls.every(({ id }) => lines.get(id) === LINES);
  if (!isSaved)
    throw new Error(`bench: ${calls.length + warmed} calls were acknowledged, ${rows.length} are there`);
  return isSaved;
}
