import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { API_PREFIX, contract, type OperationName } from "#api/contract.ts";
import type { bytesView, Endpoint, fileView, Media } from "#api/endpoint.ts";
import { readActor } from "#app/account/read-accounts.ts";
import type { AppContext } from "#app/context.ts";
import { invariant } from "#core/invariant.ts";
import type { Actor } from "#core/party/party.ts";
import { accept, type RefusalShape, type Result, refuse } from "#core/result.ts";
import { boundWork, type RunBounded } from "./bound-work.ts";
import { hasEntityTag, readCommandHeaders } from "./command-headers.ts";
import type { Gates } from "./gate.ts";
import type { Handlers } from "./handler.ts";
import type { Identify } from "./identify.ts";
import { createLeavingSignals } from "./leaving.ts";
import { getInputSchemas, readInput } from "./read-input.ts";
import { sendProblem } from "./send-problem.ts";

/** What a handler is at run time: its types are held by {@link Handlers}, its input by the schemas. */
type AnyHandler = (input: unknown, scope: unknown) => Promise<Result<unknown, RefusalShape>>;

export interface BindingOptions {
  readonly context: AppContext;
  readonly handlers: Handlers;
  readonly identify: Identify;
  readonly gates: Gates;
}

/** Adds a route for every operation of the contract. */
export function bindOperations(app: FastifyInstance, options: BindingOptions): void {
  const signalFor = createLeavingSignals(app);
  const run = boundWork(app, options.gates);
  for (const [name, endpoint] of Object.entries(contract)) {
    // Keys of the contract; every one has its handler by the type of the table.
    bindOperation(app, endpoint, { ...options, run, signalFor, name: name as OperationName });
  }
}

interface OperationBinding extends BindingOptions {
  readonly name: OperationName;
  readonly run: RunBounded;
  readonly signalFor: (reply: FastifyReply) => AbortSignal;
}

function bindOperation(
  app: FastifyInstance,
  endpoint: Endpoint,
  { context, handlers, identify, name, run, signalFor }: OperationBinding,
): void {
  const schemas = getInputSchemas(endpoint);
  const handle = handlers[name] as unknown as AnyHandler; // the schemas above make the input that it takes
  app.route({
    method: endpoint.method,
    url: `${API_PREFIX}${endpoint.path}`,
    schema: describeOperation(name, endpoint),
    config: { operation: name },
    onRequest: async (request, reply) => {
      const identified = await identify(request, reply);
      if (!identified.ok) return sendProblem(reply, identified.refusal);
      const { userId } = identified.value;
      if (userId === null && endpoint.access === "signed_in") {
        return sendProblem(reply, { code: "not_signed_in" });
      }
      request.actor = userId === null ? null : await readActor(context, userId);
      return undefined;
    },
    handler: async (request, reply) => {
      const signal = signalFor(reply);
      const scope = readScope(request, endpoint, { context, signal });
      if (!scope.ok) return sendProblem(reply, scope.refusal);
      const { params, query, body } = request;
      const input = readInput(schemas, { params, query, body });
      if (!input.ok) return sendProblem(reply, input.refusal);
      const result = await run(request, name, {
        run: async () => await handle(input.value, scope.value),
        signal,
      });
      if (!result.ok) return sendProblem(reply, result.refusal);
      const value = z.encode(endpoint.response, result.value);
      if (endpoint.isPersonal === true) return sendPersonal(reply, value);
      if (endpoint.media === undefined) return sendValue(request, reply, value);
      // Where there is a media type the response is a file.
      return sendFile(request, reply, { ...(value as SentFile), media: endpoint.media });
    },
  });
}

function readScope(
  request: FastifyRequest,
  endpoint: Endpoint,
  { context, signal }: { readonly context: AppContext; readonly signal: AbortSignal },
) {
  const actor: Actor | null = request.actor;
  if (!endpoint.command) return accept({ context, actor, signal });
  invariant(actor !== null, "a command is signed in");
  const headers = readCommandHeaders(request.headers);
  if (!headers.ok) return refuse(headers.refusal);
  return accept({ context, actor, meta: { ...headers.value, actor, signal } });
}

/** Sends an answer that nothing on the way may keep. */
function sendPersonal(reply: FastifyReply, value: unknown): FastifyReply {
  return reply
    .header("cache-control", "no-store")
    .type("application/json; charset=utf-8")
    .send(JSON.stringify(value));
}

/** Sends an answer with its entity tag, or 304 to a reader who has it already. */
function sendValue(request: FastifyRequest, reply: FastifyReply, value: unknown): FastifyReply {
  const text = JSON.stringify(value);
  const tag = makeEntityTag(value, text);
  reply.header("etag", tag).header("cache-control", "no-cache").type("application/json; charset=utf-8");
  if (request.method === "GET" && hasEntityTag(request.headers, tag)) return reply.code(304).send();
  return reply.code(200).send(text);
}

type SentFile = z.output<typeof fileView> | z.output<typeof bytesView>;

/**
 * A photograph never changes: the browser of whoever may see it keeps it for a day, and nothing on the way does. Not for longer, since it can
 * be taken back.
 */
const KEPT_BY_READER: Readonly<Partial<Record<Media, string>>> = {
  "image/jpeg": "private, max-age=86400, immutable",
};

/** Sends a file with its name and entity tag, or 304 to a reader who has it already. */
function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: SentFile & { readonly media: Media },
): FastifyReply {
  const isText = "text" in file;
  const content = isText ? file.text : Buffer.from(file.bytes);
  const tag = makeEntityTag(null, content);
  reply
    .header("etag", tag)
    .header("cache-control", KEPT_BY_READER[file.media] ?? "no-cache")
    .header("content-disposition", `attachment; filename="${file.fileName}"`)
    .type(isText ? `${file.media}; charset=utf-8` : file.media);
  if (hasEntityTag(request.headers, tag)) return reply.code(304).send();
  return reply.code(200).send(content);
}

/**
 * The entity tag of an answer: a hash of its content, after the thing's version where it has one. The version is
 * what `If-Match` holds a command to; the hash also changes with what is counted about the thing elsewhere.
 */
function makeEntityTag(value: unknown, content: string | Uint8Array): string {
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 22);
  const isVersioned = typeof value === "object" && value !== null && "version" in value;
  return isVersioned && typeof value.version === "number" ? `"${value.version}-${hash}"` : `"${hash}"`;
}

/** The operation for the OpenAPI document. Validation is ours: it names all problems of all parts at once. */
function describeOperation(name: OperationName, endpoint: Endpoint) {
  const headers = endpoint.command
    ? { headers: z.object({ "idempotency-key": z.uuid(), "if-match": z.string().optional() }) }
    : {};
  return {
    operationId: name,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    ...(endpoint.access === "public" ? {} : { security: [{ session: [] }, { apiKey: [] }] }),
    ...(endpoint.params === undefined ? {} : { params: endpoint.params }),
    ...(endpoint.query === undefined ? {} : { querystring: endpoint.query }),
    ...(endpoint.body === undefined ? {} : { body: endpoint.body }),
    ...headers,
    response: {
      200:
        endpoint.media === undefined
          ? endpoint.response
          : {
              description: "A file; Content-Disposition has its name",
              content: { [endpoint.media]: { schema: z.string() } },
            },
    },
  };
}
