import type {} from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AUTH_PATH, type Auth } from "./auth.ts";
import { sendProblem } from "./send-problem.ts";

/** Attempts to sign in for each minute: from one address, and of those with one e-mail. */
const ATTEMPTS_PER_ADDRESS_MAX = 300;
const ATTEMPTS_PER_EMAIL_MAX = 10;

/** Adds what the sign-in library answers: sign-in and sign-out, session, change of password, own API keys. */
export function addAuthRoutes(app: FastifyInstance, auth: Auth): void {
  const countByAddress = app.createRateLimit({
    max: ATTEMPTS_PER_ADDRESS_MAX,
    timeWindow: "1 minute",
    keyGenerator: (request) => `sign-in ${request.ip}`,
  });
  // Many people share an address at eight in the morning, so the tight bound is on one account from one address.
  const countByEmail = app.createRateLimit({
    max: ATTEMPTS_PER_EMAIL_MAX,
    timeWindow: "1 minute",
    keyGenerator: (request) => `sign-in ${request.ip} ${readEmail(request.body)}`,
  });
  app.route({
    method: ["GET", "POST"],
    url: `${AUTH_PATH}/*`,
    schema: { hide: true },
    handler: async (request, reply) => {
      if (request.url.startsWith(`${AUTH_PATH}/sign-in`)) {
        for (const count of [countByAddress, countByEmail]) {
          const bound = await count(request);
          if (bound.isAllowed || !bound.isExceeded) continue;
          const retryAfterSeconds = bound.ttlInSeconds;
          return sendProblem(reply, { code: "too_many_requests", retryAfterSeconds });
        }
      }
      return await sendResponse(request, reply, await auth.answer(request));
    },
  });
}

function readEmail(body: unknown): string {
  if (typeof body !== "object" || body === null || !("email" in body)) return "";
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
