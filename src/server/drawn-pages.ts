import { AsyncLocalStorage } from "node:async_hooks";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { AskedPage, DrawPage, SendReading } from "#api/page-drawing.ts";
import type { Gate } from "./gate.ts";
import { composePage, readTemplate } from "./page-template.ts";

/** Draws a page for who is not signed in: gives the whole document, or `null` where the scripts are to draw it. */
export type PageDrawer = (request: FastifyRequest) => Promise<string | null>;

/** A drawing serves everybody who asks for the same within so many milliseconds; the scripts ask again for what is older. */
const KEPT_MS = 10_000;
/** Drawings kept at most, of 100 kB and more each. */
const KEPT_MAX = 100;
/** Somebody waits so long for the figures; then the scripts fetch them, milliseconds. */
const WITHIN_MS = 1500;
/** Longer addresses are nobody's way to a page. */
const ADDRESS_LENGTH_MAX = 500;

const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** The cookie of a session, by its name's beginning and end: secure ones have something before it. */
const SESSION = /wellspring\.session_/;
const CHOSEN_LANGUAGE = /(?:^|; )wellspring\.language=([a-z]{2})(?:;|$)/;

/** The languages of the pages. */
const LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh"];

/** Who sends the readings of the drawing that is under way: the build's module is one for all servers of this process. */
const sender = new AsyncLocalStorage<SendReading>();
const sendReading: SendReading = async (url, request) => {
  const send = sender.getStore();
  if (send === undefined) throw new Error("a reading outside of a drawing");
  return await send(url, request);
};

/**
 * The drawer of what was built in `directory`; `undefined` where the build made none. Its readings go through the interface itself, as those
 * of the visitor: the same doors, the same bounds for each address. Where they are refused, or `gate` is full, or time is up, nothing is drawn:
 * never is a visitor worse off than with the scripts alone.
 */
export async function openPageDrawer(
  app: FastifyInstance,
  directory: string,
  gate: Gate,
): Promise<PageDrawer | undefined> {
  const path = join(directory, "drawn", "draw-page.mjs");
  if (!existsSync(path)) return undefined;
  const { drawPage } = (await import(/* @vite-ignore */ `file://${pathToFileURL(path).pathname}`)) as {
    readonly drawPage: DrawPage;
  }; // our own build's
  const template = readTemplate(directory);
  const kept = new Map<string, { readonly document: Promise<string | null>; readonly atMs: number }>();
  const begin = async (asked: AskedPage, request: FastifyRequest): Promise<string | null> => {
    const answer = await gate.run(async () => {
      const drawing = sender.run(sendAs(app, request), drawPage, asked, sendReading);
      return await withinTime(drawing);
    });
    return answer.isDone && answer.value !== null ? composePage(template, asked, answer.value) : null;
  };
  return async (request) => {
    const asked = readAsked(request);
    if (asked === null) return null;
    const key = `${asked.language} ${asked.isPhone} ${asked.address}`;
    const before = kept.get(key);
    if (before !== undefined && performance.now() - before.atMs < KEPT_MS) return await before.document;
    kept.delete(key);
    const document = begin(asked, request).catch((error: unknown) => {
      request.log.warn({ err: error, part: "pages" }, "a page could not be drawn; the scripts draw it");
      return null;
    });
    kept.set(key, { document, atMs: performance.now() });
    const [oldest] = kept.keys();
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    // What could not be drawn now is tried again by the next.
    if ((await document) === null && kept.get(key)?.document === document) kept.delete(key);
    return await document;
  };
}

/** What is asked for; `null` for who is signed in, whose pages show more, and for what no browser asks. */
function readAsked({ url, headers }: FastifyRequest): AskedPage | null {
  const { cookie = "", "user-agent": agent = "", "accept-language": accepted = "" } = headers;
  if (SESSION.test(cookie) || url.length > ADDRESS_LENGTH_MAX) return null;
  // A script asks, to keep the page for visits without a network (Fetch Metadata, `Sec-Fetch-Dest`): figures do not belong into that.
  if (headers["sec-fetch-dest"] === "empty") return null;
  const [, chosen] = CHOSEN_LANGUAGE.exec(cookie) ?? [];
  const asked = new URLSearchParams(url.split("?")[1]).get("lang");
  const candidates = [
    asked,
    chosen,
    ...accepted.split(",").map((tag) => tag.trim().slice(0, 2).toLowerCase()),
  ];
  const language = candidates.find((one) => LANGUAGES.includes(one ?? "")) ?? "en";
  // As Mozilla's documentation advises to tell telephones, whose browsers all have this word.
  return { address: url, language, isPhone: agent.includes("Mobi") };
}

/** Sends readings as the visitor's browser would: to the interface of this server, and as nobody. */
function sendAs(app: FastifyInstance, { ip }: FastifyRequest): SendReading {
  return async (url, { headers }) => {
    const answer = await app.inject({ method: "GET", url, headers, remoteAddress: ip });
    // Whoever is turned away for the moment is not kept waiting here.
    if (BUSY.has(answer.statusCode)) throw new Error(`a reading was answered with ${answer.statusCode}`);
    return {
      ok: answer.statusCode < 400,
      status: answer.statusCode,
      headers: { get: (name) => String(answer.headers[name] ?? "") || null },
      json: async () => answer.json<unknown>(),
      text: async () => answer.body,
      arrayBuffer: async () => new Uint8Array(answer.rawPayload).buffer,
    };
  };
}

/** The value, if it comes within {@link WITHIN_MS}, else `null`. */
async function withinTime<Value>(work: Promise<Value>): Promise<Value | null> {
  const waiting = new AbortController();
  const late = setTimeout(WITHIN_MS, null, { signal: waiting.signal }).catch(() => null);
  try {
    return await Promise.race([work, late]);
  } finally {
    waiting.abort();
  }
}
