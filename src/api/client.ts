import type { z } from "zod";
import { API_PREFIX, type Contract, contract, type OperationName } from "./contract.ts";
import type { Endpoint } from "./endpoint.ts";

/** Problem details (RFC 9457) as the server sends them: the refusal's code and facts beside title and status. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly [fact: string]: unknown;
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value; readonly etag: string | null }
  | { readonly ok: false; readonly problem: ProblemDetails };

type InputOf<S> = S extends z.ZodType ? z.input<S> : never;
type With<Key extends string, S> = S extends z.ZodType ? { readonly [K in Key]: InputOf<S> } : unknown;
/** Optional where every part of the query is. */
type WithQuery<S> = S extends z.ZodType
  ? Record<never, never> extends InputOf<S>
    ? { readonly query?: InputOf<S> }
    : { readonly query: InputOf<S> }
  : unknown;

/**
 * What an operation is called with. A command takes the id that makes sending it again harmless, and perhaps the
 * version of the thing as it was seen: it is refused with `version_changed` where that has moved on.
 */
export type Input<E extends Endpoint> = With<"params", E["params"]> &
  WithQuery<E["query"]> &
  With<"body", E["body"]> &
  (E["command"] extends true
    ? { readonly commandId: string; readonly expectedVersion?: number }
    : { readonly commandId?: string });

export type Client = {
  readonly [Name in OperationName]: (
    input: Input<Contract[Name]>,
  ) => Promise<Answer<z.output<Contract[Name]["response"]>>>;
};

export interface ClientOptions {
  /** Origin of the server; empty for the page's own. */
  readonly origin: string;
  /** `fetch` of the place where this runs. */
  readonly send: (url: string, init: RequestLike) => Promise<ResponseLike>;
  readonly apiKey?: string;
  /** How to wait so many seconds, where a server that is busy is asked again when it said; left out, it is not. */
  readonly wait?: (seconds: number) => Promise<void>;
  /** A number from 0 to below 1 that differs from client to client, so that they do not all come again at once. */
  readonly random?: () => number;
}

/** How often a server that is busy is asked in all, and for how long it is waited at most, seconds each time. */
const TRIES_MAX = 4;
const WAIT_SECONDS_MAX = 20;

/**
 * Sends a request, and again when the server has said (`Retry-After`) that it was too busy: as long as that may be done, because
 * the request reads or carries the id of a command. Gives the last answer.
 */
async function sendPatiently(
  options: Pick<ClientOptions, "send" | "wait" | "random">,
  url: string,
  request: RequestLike,
): Promise<ResponseLike> {
  const { send, wait, random } = options;
  const mayRepeat = request.method === "GET" || request.headers["idempotency-key"] !== undefined;
  for (let tries = 1; ; tries += 1) {
    const response = await send(url, request);
    const isBusy = response.status === 503 || response.status === 429;
    if (!isBusy || wait === undefined || !mayRepeat || tries >= TRIES_MAX) return response;
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    if (!(seconds >= 0 && seconds <= WAIT_SECONDS_MAX)) return response;
    await wait(seconds * (1 + (random?.() ?? 0) / 2));
  }
}

/** What is asked of a request by which the client sends. */
export interface RequestLike {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}
/** What is asked of its answer. */
export interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

interface AnyInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly commandId?: string;
  readonly expectedVersion?: number;
}

/** A typed client of every operation in the contract. Refusals are values; only a broken connection throws. */
export function createClient(options: ClientOptions): Client {
  const entries = Object.entries(contract).map(([name, endpoint]) => [
    name,
    (input: AnyInput) => call(options, endpoint, input),
  ]);
  // Built from the contract's own names, each bound to its endpoint.
  return Object.fromEntries(entries) as Client;
}

async function call(options: ClientOptions, endpoint: Endpoint, input: AnyInput): Promise<Answer<unknown>> {
  const headers: Record<string, string> = { accept: endpoint.media ?? "application/json" };
  if (options.apiKey !== undefined) headers["x-api-key"] = options.apiKey;
  if (input.commandId !== undefined) headers["idempotency-key"] = input.commandId;
  if (input.expectedVersion !== undefined) headers["if-match"] = `"${input.expectedVersion}"`;
  const hasBody = endpoint.method === "POST";
  if (hasBody) headers["content-type"] = "application/json";
  const request: RequestLike = {
    method: endpoint.method,
    headers,
    ...(hasBody ? { body: JSON.stringify(input.body ?? {}) } : {}),
  };
  const response = await sendPatiently(
    options,
    `${options.origin}${API_PREFIX}${buildUrl(endpoint.path, input)}`,
    request,
  );
  if (endpoint.media !== undefined && response.ok) {
    const [, fileName = ""] =
      /filename="([^"]*)"/.exec(response.headers.get("content-disposition") ?? "") ?? [];
    const content = endpoint.media.startsWith("text/")
      ? { text: await response.text() }
      : { bytes: new Uint8Array(await response.arrayBuffer()) };
    return { ok: true, value: { fileName, ...content }, etag: response.headers.get("etag") };
  }
  const value: unknown = await response.json().catch(() => null);
  if (response.ok) return { ok: true, value, etag: response.headers.get("etag") };
  return { ok: false, problem: readProblem(value, response.status) };
}

/** Parameters are texts, numbers and booleans. */
function writeText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

function buildUrl(path: string, input: AnyInput): string {
  const filled = path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(writeText(input.params?.[name])),
  );
  const query = Object.entries(input.query ?? {})
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return query.length === 0 ? filled : `${filled}?${query.join("&")}`;
}

function readProblem(value: unknown, status: number): ProblemDetails {
  if (typeof value === "object" && value !== null && "code" in value) {
    return value as ProblemDetails; // the server's own shape, checked by its code
  }
  return { type: "about:blank", title: "No answer that could be read", status, code: "unreadable_answer" };
}
