import type {} from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { TooManyRequestsRefusal } from "#api/server-refusals.ts";
import type { MalformedRefusal } from "#core/result.ts";
import { AUTH_PATH, type Auth } from "./auth.ts";
import type { Gate } from "./gate.ts";
import { createLeavingSignals } from "./leaving.ts";
import { sendProblem } from "./send-problem.ts";
import { findUnprintable } from "./unprintable.ts";

/** Requests that change something, for each minute and address. */
const REQUESTS_PER_ADDRESS_MAX = 300;

/** Attempts with one e-mail for each minute: from one address, and from all of them together. */
const ATTEMPTS_PER_EMAIL_AND_ADDRESS_MAX = 10;
const ATTEMPTS_PER_EMAIL_MAX = 30;

/** Passwords sent with a session, to change them, for each minute and address. */
const PASSWORDS_PER_ADDRESS_MAX = 20;

/** Bytes of a body at most: e-mail addresses, passwords and names. */
const BODY_BYTES_MAX = 16_384;

/** Members of a body under which a password is sent. */
const PASSWORD_FIELDS = ["password", "currentPassword", "newPassword"] as const;

/**
 * Adds what the sign-in library answers: sign-in and sign-out, session, change of password, own API keys. Passwords are hashed
 * slowly, so what brings one goes through a door of its own; who is turned away there has made no attempt.
 */
export function addAuthRoutes(app: FastifyInstance, auth: Auth, gate: Gate): void {
  const bounds = boundAttempts(app);
  const signalFor = createLeavingSignals(app);
  app.route({
    method: ["GET", "POST"],
    url: `${AUTH_PATH}/*`,
    schema: { hide: true },
    bodyLimit: BODY_BYTES_MAX,
    handler: async (request, reply) => {
      const problems = findUnprintable(request.body);
      if (problems.length > 0) {
        const refusal: MalformedRefusal = { code: "malformed", problems };
        return sendProblem(reply, refusal);
      }
      const isSlow = hasPassword(request.body);
      if (isSlow && gate.isFull()) return sendProblem(reply, gate.refuse());
      const exceeded = await findExceeded(bounds, request, { increment: !isSlow });
      if (exceeded !== undefined) return sendProblem(reply, exceeded);
      if (!isSlow) return await sendResponse(request, reply, await auth.answer(request));
      const admitted = await gate.run(async () => {
        // Only now is it an attempt.
        const counted = await findExceeded(bounds, request, { increment: true });
        return counted ?? (await auth.answer(request));
      }, signalFor(reply));
      if (!admitted.isDone) return sendProblem(reply, admitted.refusal);
      if ("code" in admitted.value) return sendProblem(reply, admitted.value);
      return await sendResponse(request, reply, admitted.value);
    },
  });
}

/**
 * What is counted, whatever the address under which it comes: an address can be written in many ways, and the library
 * reads them all. Many people share an address at eight in the morning, so the tight bound is on one account from one
 * address; and one account is bounded over all addresses, of which somebody may have many.
 */
function boundAttempts(app: FastifyInstance) {
  const isChange = (request: FastifyRequest) => request.method !== "GET";
  const hasEmail = (request: FastifyRequest) => readEmail(request.body) !== undefined;
  // A session that somebody left open must not be used to guess its password.
  const hasPasswordAlone = (request: FastifyRequest) => hasPassword(request.body) && !hasEmail(request);
  const timeWindow = "1 minute";
  return [
    {
      counts: isChange,
      count: app.createRateLimit({
        max: REQUESTS_PER_ADDRESS_MAX,
        timeWindow,
        keyGenerator: (request) => `sign-in ${request.ip}`,
      }),
    },
    {
      counts: hasEmail,
      count: app.createRateLimit({
        max: ATTEMPTS_PER_EMAIL_AND_ADDRESS_MAX,
        timeWindow,
        keyGenerator: (request) => `sign-in ${request.ip} ${readEmail(request.body) ?? ""}`,
      }),
    },
    {
      counts: hasEmail,
      count: app.createRateLimit({
        max: ATTEMPTS_PER_EMAIL_MAX,
        timeWindow,
        keyGenerator: (request) => `sign-in as ${readEmail(request.body) ?? ""}`,
      }),
    },
    {
      counts: hasPasswordAlone,
      count: app.createRateLimit({
        max: PASSWORDS_PER_ADDRESS_MAX,
        timeWindow,
        keyGenerator: (request) => `password ${request.ip}`,
      }),
    },
  ] as const;
}

/** The refusal of a request of which there have been too many; `increment` counts it as one more. */
async function findExceeded(
  bounds: ReturnType<typeof boundAttempts>,
  request: FastifyRequest,
  options: { readonly increment: boolean },
): Promise<TooManyRequestsRefusal | undefined> {
  for (const { counts, count } of bounds) {
    if (!counts(request)) continue;
    const bound = await count(request, options);
    if (bound.isAllowed || !bound.isExceeded) continue;
    return { code: "too_many_requests", retryAfterSeconds: bound.ttlInSeconds };
  }
  return undefined;
}

function hasPassword(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  return PASSWORD_FIELDS.some((name) => Object.hasOwn(body, name));
}

function readEmail(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("email" in body)) return undefined;
  return String(body.email).trim().toLowerCase().slice(0, 320);
}

async function sendResponse(
  request: FastifyRequest,
  reply: FastifyReply,
  response: Response,
): Promise<FastifyReply> {
  const text = await response.text();
  if (response.status >= 400) return sendRefusal(request, reply, { status: response.status, text });
  for (const cookie of response.headers.getSetCookie()) reply.header("set-cookie", cookie);
  for (const name of ["content-type", "location"]) {
    const value = response.headers.get(name);
    if (value !== null) reply.header(name, value);
  }
  return reply.code(response.status).header("cache-control", "no-store").send(text);
}

function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, text }: { readonly status: number; readonly text: string },
): FastifyReply {
  const reason = readReason(text);
  if (status === 404) {
    const path = request.url.split("?")[0] ?? "";
    return sendProblem(reply, { code: "unknown_address", method: request.method, path });
  }
  if (status >= 500) {
    request.log.error({ reason }, "sign-in failed");
    return sendProblem(reply, { code: "internal_error" });
  }
  const isBadRequest = status === 400 && !/CREDENTIAL|EMAIL|PASSWORD/.test(reason);
  const refusal = { code: isBadRequest ? "bad_request" : "sign_in_refused", reason } as const;
  return sendProblem(reply, refusal);
}

function readReason(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "code" in body) return String(body.code).slice(0, 120);
  } catch {
    // Not every refusal of the library has a body; its status says enough then.
  }
  return "REFUSED";
}
