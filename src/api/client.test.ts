import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { type ClientOptions, createClient } from "./client.ts";

interface Sent {
  readonly method: string;
  readonly key: string | undefined;
}

/** A server that gives one answer after the other, the last of them for ever; what it was sent, and the waiting between. */
function openServer(answers: readonly { readonly status: number; readonly retryAfter?: string }[]) {
  const sent: Sent[] = [];
  const waited: number[] = [];
  const options: ClientOptions = {
    origin: "https://wellspring.example.org",
    random: () => 0.5,
    wait: async (seconds) => {
      waited.push(seconds);
      await Promise.resolve();
    },
    send: async (_, { method, headers }) => {
      const answer = answers[Math.min(sent.length, answers.length - 1)]!;
      sent.push({ method, key: headers["idempotency-key"] });
      const body = { code: answer.status === 200 ? "fine" : "overloaded", status: answer.status, title: "" };
      return await Promise.resolve({
        ok: answer.status === 200,
        status: answer.status,
        headers: { get: (name) => (name === "retry-after" ? (answer.retryAfter ?? null) : null) },
        json: async () => await Promise.resolve(body),
        text: async () => await Promise.resolve(""),
        arrayBuffer: async () => await Promise.resolve(new ArrayBuffer(0)),
      });
    },
  };
  return { sent, waited, options, client: createClient(options) };
}

const busy = { status: 503, retryAfter: "4" };
const KEY = asId<"call">("0195f3a0-0000-7000-8000-000000000001");

describe("a server that is busy", () => {
  test("is asked again when it said and a little later, a command under the same id", async () => {
    const { client, sent, waited } = openServer([busy, { status: 429, retryAfter: "2" }, { status: 200 }]);
    const answer = await client.confirmCall({ params: { callId: KEY }, commandId: KEY });
    expect(answer.ok).toBe(true);
    expect(sent).toEqual(Array.from({ length: 3 }, () => ({ method: "POST", key: KEY })));
    expect(waited).toEqual([5, 2.5]);
  });

  test("is asked four times at most", async () => {
    const { client, sent } = openServer([busy]);
    const answer = await client.listCalls({});
    expect(answer).toMatchObject({ ok: false, problem: { code: "overloaded", status: 503 } });
    expect(sent).toHaveLength(4);
  });

  test.each([
    ["names no time", { status: 503 }],
    ["names a time that nobody waits for", { status: 429, retryAfter: "3600" }],
    ["names a date", { status: 503, retryAfter: "Fri, 27 Nov 2026 00:00:00 GMT" }],
    ["has failed otherwise", { status: 500, retryAfter: "1" }],
  ])("is not asked again where it %s", async (_, answer) => {
    const { client, sent } = openServer([answer, { status: 200 }]);
    expect((await client.listCalls({})).ok).toBe(false);
    expect(sent).toHaveLength(1);
  });

  test("is not sent twice what carries no id, and nothing by who cannot wait", async () => {
    const first = openServer([busy, { status: 200 }]);
    expect((await first.client.acceptInvitation({ body: { token: "a" } })).ok).toBe(false);
    const { wait: _, ...impatient } = openServer([busy, { status: 200 }]).options;
    expect((await createClient(impatient).listCalls({})).ok).toBe(false);
    expect(first.sent).toHaveLength(1);
  });
});
