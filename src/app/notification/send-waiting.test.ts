import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Actor } from "#core/party/party.ts";
import { bring, type Chain, openChain } from "#test/fixtures/chain.ts";
import { type MailServer, openMailServer } from "#test/fixtures/mail-server.ts";
import { readQuoted } from "#test/fixtures/mail-words.ts";
import { addMember } from "#test/fixtures/member.ts";
import { query } from "#test/fixtures/query.ts";
import { openWorld, TEST_NOW, type World } from "#test/fixtures/world.ts";
import type { AppContext } from "../context.ts";
import { chooseMail, noteLanguage, readMailChoice } from "./choose-mail.ts";
import { notifyMembers } from "./notify-members.ts";
import { type Mail, openMail } from "./open-mail.ts";
import { readNotification, readNotifications } from "./read-notifications.ts";
import { sendTest } from "./send-test.ts";
import { sendWaiting } from "./send-waiting.ts";

let world: World;
let server: MailServer;
let mail: Mail;
let context: AppContext;
let chain: Chain;
beforeAll(async () => {
  world = await openWorld();
  server = await openMailServer();
  const settings = { from: "wellspring@example.org", origin: "https://wellspring.example.org" };
  mail = openMail({ ...settings, smtpUrl: server.url });
  context = { ...world.context, mail };
  chain = await openChain(world);
});
// Each test has members of its own, and what waits is theirs alone.
beforeEach(async () => {
  await query(world.owner, "delete from notification");
  await query(world.owner, "delete from membership");
  await query(world.owner, "update consignment_event set notified = true");
  server.setMood("takes");
  world.setNow(TEST_NOW);
});
afterAll(async () => {
  await server.close();
  await world.drop();
});

type Member = Awaited<ReturnType<typeof addMember>>;

/** The messages that a member got. */
function messagesTo({ email }: Member) {
  return server.taken.filter(({ to }) => to === email);
}

async function openMember(): Promise<Member> {
  return await addMember(world, chain.taker.id, "logistician");
}

/** One more consignment is on its way to the member's party, and the member has been told. */
async function tellOne(): Promise<void> {
  await bring(chain, "dispatch", [[1, 1]]);
  await notifyMembers(context);
}

async function sendAt(now: string) {
  world.setNow(now);
  return await sendWaiting(context);
}

async function choose(
  { userId }: Actor,
  cadence: "at_once" | "daily" | "weekly" | "never",
  language: "en" | "ar" = "en",
) {
  return await chooseMail(context, userId, { cadence, language });
}

describe("a digest", () => {
  test("comes once a day where nothing was chosen, with all that was told, and not again", async () => {
    const member = await openMember();
    await tellOne();
    await tellOne();
    expect(await sendAt("2026-03-02T23:00:00Z")).toEqual({ sent: 0, failures: [] });
    expect(await sendAt("2026-03-03T06:00:00Z")).toEqual({ sent: 1, failures: [] });
    await tellOne();
    expect(await sendAt("2026-03-03T23:00:00Z")).toEqual({ sent: 0, failures: [] });
    expect(await sendAt("2026-03-04T06:01:00Z")).toEqual({ sent: 1, failures: [] });
    expect(messagesTo(member).map(({ header }) => header("Subject"))).toEqual([
      "Wellspring: 2 new notifications",
      expect.stringMatching(/^Wellspring: 1 new notification – WS-\w{10}$/),
    ]);
  });

  test("comes on Mondays to who chose that, at once to who chose that, and never to who chose that", async () => {
    const [weekly, atOnce, never] = [await openMember(), await openMember(), await openMember()];
    await choose(weekly, "weekly");
    await choose(atOnce, "at_once");
    await choose(never, "never");
    await tellOne();
    expect(await sendAt("2026-03-02T09:01:00Z")).toMatchObject({ sent: 1 });
    expect(await sendAt("2026-03-08T09:00:00Z")).toMatchObject({ sent: 0 });
    expect(await sendAt("2026-03-09T06:00:00Z")).toMatchObject({ sent: 1 });
    expect([weekly, atOnce, never].map((one) => messagesTo(one).length)).toEqual([1, 1, 0]);
    // What was told meanwhile is not sent to who changes their mind; what is told from then on is.
    await choose(never, "at_once");
    expect(await sendAt("2026-03-09T06:01:00Z")).toMatchObject({ sent: 0 });
    await tellOne();
    expect(await sendAt("2026-03-09T06:02:00Z")).toMatchObject({ sent: 2 });
  });

  test("leaves out what was read, and what the member may see no more", async () => {
    const [reader, former] = [await openMember(), await openMember()];
    await tellOne();
    const asked = { language: "en", unread: true } as const;
    const { items } = await readNotifications(context, reader, asked, { limit: 10 });
    for (const { id } of items) await readNotification(context, reader, { id, upTo: false });
    await query(world.owner, `delete from membership where user_id = '${former.userId}'`);
    expect(await sendAt("2026-03-03T06:00:00Z")).toEqual({ sent: 0, failures: [] });
    expect([messagesTo(reader), messagesTo(former)]).toEqual([[], []]);
  });

  test("is plain text and HTML in the member's language, from right to left in Arabic, and says where to end it", async () => {
    const member = await openMember();
    await choose(member, "daily", "ar");
    await tellOne();
    await sendAt("2026-03-03T06:00:00Z");
    const [message] = messagesTo(member);
    const text = readBodies(message?.source ?? "");
    expect(text).toContain('<html lang="ar" dir="rtl">');
    expect(text).toMatch(/غادرت الشحنة \u2068WS-\w{10}\u2069 من/);
    expect(text).toMatch(/https:\/\/wellspring\.example\.org\/consignments\/[0-9a-f-]{36}/);
    expect(message?.header("Subject")).toContain("إشعار جديد واحد");
    expect(message?.header("List-Unsubscribe")).toBe("<https://wellspring.example.org/notifications#mail>");
    expect(message?.header("Auto-Submitted")).toBe("auto-generated");
    expect(message?.header("From")).toBe("Wellspring <wellspring@example.org>");
  });
});

/** The text of a message's parts. */
function readBodies(source: string): string {
  const parts = source.split(/^--.*$/m);
  return parts
    .map((part) => {
      const [head = "", ...body] = part.split("\r\n\r\n");
      const isBase64 = /^content-transfer-encoding: base64/im.test(head);
      return isBase64 ? Buffer.from(body.join(""), "base64").toString("utf8") : readQuoted(body.join("\n"));
    })
    .join("\n");
}

describe("a message", () => {
  test("that was sent and not noted, since the server fell, comes once more, under the same identifier", async () => {
    const member = await openMember();
    await tellOne();
    world.setNow("2026-03-03T06:00:00Z");
    const falls = { ...mail, send: async (message: Parameters<Mail["send"]>[0]) => await fall(message) };
    await expect(sendWaiting({ ...context, mail: falls })).rejects.toThrow(/fell/);
    // Its turn has not run out: nobody knows yet that it will not come back.
    expect(await sendAt("2026-03-03T06:04:00Z")).toMatchObject({ sent: 0 });
    expect(await sendAt("2026-03-03T06:05:00Z")).toMatchObject({ sent: 1 });
    expect(await sendAt("2026-03-03T07:00:00Z")).toMatchObject({ sent: 0 });
    const ids = messagesTo(member).map(({ header }) => header("Message-ID"));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  async function fall(message: Parameters<Mail["send"]>[0]): Promise<never> {
    await mail.send(message);
    throw new Error("the server fell");
  }

  test("that is tried again with more in it has another identifier: a mailbox may drop what it has had", async () => {
    const member = await openMember();
    await choose(member, "at_once");
    await tellOne();
    server.setMood("hangs_up");
    await sendAt("2026-03-02T09:01:00Z");
    await tellOne();
    server.setMood("takes");
    expect(await sendAt("2026-03-02T09:03:00Z")).toMatchObject({ sent: 1 });
    const ids = messagesTo(member).map(({ header }) => header("Message-ID"));
    expect([ids.length, new Set(ids).size]).toEqual([2, 2]);
  });

  test("under way is cut off when the server stops, as by a crash", async () => {
    const member = await openMember();
    await tellOne();
    server.setMood("is_silent");
    world.setNow("2026-03-03T06:00:00Z");
    const stopping = new AbortController();
    const sending = sendWaiting(context, stopping.signal);
    await vi.waitFor(() => expect(messagesTo(member)).toHaveLength(1));
    stopping.abort();
    expect(await sending).toEqual({ sent: 0, failures: [] });
    server.setMood("takes");
    expect(await sendAt("2026-03-03T06:04:00Z")).toMatchObject({ sent: 0 });
    expect(await sendAt("2026-03-03T06:05:00Z")).toMatchObject({ sent: 1 });
  });

  test("goes by what members have chosen, and to the address they have, when their turn comes", async () => {
    const [first, second, third] = [await openMember(), await openMember(), await openMember()];
    await tellOne();
    world.setNow("2026-03-03T06:00:00Z");
    const changes: Mail = {
      ...mail,
      send: async (message) => {
        if (message.to === first.email) {
          await choose(second, "never");
          await choose(third, "daily", "ar");
          const moved = `update auth_user set email = 'moved-${third.email}' where id = '${third.userId}'`;
          await query(world.owner, moved);
        }
        return await mail.send(message);
      },
    };
    expect(await sendWaiting({ ...context, mail: changes })).toEqual({ sent: 2, failures: [] });
    expect([messagesTo(second), messagesTo(third)]).toEqual([[], []]);
    const [message] = messagesTo({ ...third, email: `moved-${third.email}` });
    expect(message?.header("Subject")).toContain("إشعار جديد واحد");
  });

  test("is sent by one of two servers that keep house at once", async () => {
    const member = await openMember();
    await tellOne();
    world.setNow("2026-03-03T06:00:00Z");
    const done = await Promise.all([sendWaiting(context), sendWaiting(context)]);
    expect(done.reduce((sum, { sent }) => sum + sent, 0)).toBe(1);
    expect(messagesTo(member)).toHaveLength(1);
  });

  test("that the mail server does not take now is tried again, then given up, told to the member, and made good later", async () => {
    const member = await openMember();
    await tellOne();
    server.setMood(451);
    const first = await sendAt("2026-03-03T06:00:00Z");
    expect(first.failures).toEqual([
      `A message to the member ${member.userId} could not be sent and is tried again later: 451 DATA EMESSAGE`,
    ]);
    expect(await sendAt("2026-03-03T06:00:59Z")).toEqual({ sent: 0, failures: [] });
    for (const time of ["06:01", "06:07", "06:23", "07:24"]) await sendAt(`2026-03-03T${time}:00Z`);
    const last = await sendAt("2026-03-03T11:25:00Z");
    expect(last.failures).toEqual([expect.stringContaining("was given up")]);
    expect(await readMailChoice(context, member.userId)).toMatchObject({
      isOn: true,
      failure: { reason: "451 DATA EMESSAGE", isGivenUp: true },
    });
    server.setMood("takes");
    expect(await sendAt("2026-03-04T06:00:00Z")).toMatchObject({ sent: 0 });
    expect(await sendAt("2026-03-04T11:25:00Z")).toMatchObject({ sent: 1 });
    expect(await readMailChoice(context, member.userId)).toMatchObject({ failure: null });
  });

  test("that it never will is given up at once, and the next member's is sent", async () => {
    await openMember();
    await tellOne();
    server.setMood(550);
    const { failures } = await sendAt("2026-03-03T06:00:00Z");
    expect(failures).toEqual([expect.stringMatching(/given up: 550 DATA/)]);
    expect(failures.join("")).not.toContain("@");
  });

  test("waits where the mail server cannot be reached, and then nobody else's is tried", async () => {
    await openMember();
    await openMember();
    await tellOne();
    world.setNow("2026-03-03T06:00:00Z");
    const nowhere = openMail({ smtpUrl: "smtp://127.0.0.1:1", from: "a@example.org", origin: mail.origin });
    const { sent, failures } = await sendWaiting({ ...context, mail: nowhere });
    expect([sent, failures]).toEqual([0, [expect.stringContaining("is tried again later: CONN ESOCKET")]]);
    server.setMood("hangs_up");
    expect(await sendAt("2026-03-03T06:02:00Z")).toMatchObject({ sent: 0 });
    // A limit of the day, or a sender that may not send, is nothing about a member.
    server.setMood("refuses_sender");
    const refused = await sendAt("2026-03-03T06:10:00Z");
    expect(refused.failures).toEqual([
      expect.stringContaining("is tried again later: 550 MAIL FROM EENVELOPE"),
    ]);
    server.setMood("takes");
    expect(await sendAt("2026-03-03T06:30:00Z")).toMatchObject({ sent: 2 });
  });
});

test("the language of the pages is noted for messages once, and never over one that was chosen", async () => {
  const { userId } = await openMember();
  expect(await noteLanguage(context, userId, "ru")).toEqual({ language: "ru" });
  expect(await noteLanguage(context, userId, "zh")).toEqual({ language: "ru" });
  expect(await readMailChoice(context, userId)).toMatchObject({ cadence: "daily", language: "ru" });
  await chooseMail(context, userId, { cadence: "never", language: "fr" });
  expect(await noteLanguage(context, userId, "zh")).toEqual({ language: "fr" });
  expect(await readMailChoice(context, userId)).toMatchObject({ cadence: "never", language: "fr" });
});

test("nothing goes to an address that nobody has confirmed before the member chooses, and then what is told from then on", async () => {
  const member = await openMember();
  await query(world.owner, `update auth_user set email_verified = false where id = '${member.userId}'`);
  await noteLanguage(context, member.userId, "fr");
  await tellOne();
  expect(await sendAt("2026-03-03T06:00:00Z")).toEqual({ sent: 0, failures: [] });
  expect(await readMailChoice(context, member.userId)).toMatchObject({
    awaitsChoice: true,
    cadence: "daily",
  });
  expect(await choose(member, "daily")).toMatchObject({ awaitsChoice: false });
  expect(await sendAt("2026-03-04T06:00:00Z")).toMatchObject({ sent: 0 });
  await tellOne();
  expect(await sendAt("2026-03-05T06:00:00Z")).toMatchObject({ sent: 1 });
  expect(messagesTo(member)[0]?.header("Subject")).toMatch(/^Wellspring: 1 new notification/);
});

describe("without a mail server", () => {
  test("nothing is sent, and a member is told so", async () => {
    const member = await openMember();
    await tellOne();
    world.setNow("2026-03-03T06:00:00Z");
    expect(await sendWaiting(world.context)).toEqual({ sent: 0, failures: [] });
    expect(await readMailChoice(world.context, member.userId)).toEqual({
      isOn: false,
      awaitsChoice: false,
      cadence: "daily",
      language: null,
      failure: null,
    });
  });
});

test("a test message is sent, or refused with what prevents it", async () => {
  const id = "00000000-0000-7000-8000-000000000001";
  expect(await sendTest(mail, "operator@example.org", id)).toMatchObject({ ok: true });
  expect(server.taken.at(-1)?.to).toBe("operator@example.org");
  expect(await sendTest(mail, "nobody", id)).toMatchObject({ ok: false, refusal: { code: "malformed" } });
  server.setMood(550);
  expect(await sendTest(mail, "operator@example.org", id)).toMatchObject({
    ok: false,
    refusal: { code: "mail_not_sent", reason: "the mail server does not take it (550 DATA EMESSAGE)" },
  });
});
