import type {} from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ApiKeyRefusedRefusal, TooManyRequestsRefusal } from "#api/server-refusals.ts";
import type { OperationName } from "#api/contract.ts";
import type { UserId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import { API_KEY_HEADER, type Auth } from "./auth.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who sent it; `null` for nobody, and before it has been asked. */
    actor: Actor | null;
  }
  interface FastifyContextConfig {
    /** The operation of the contract that the route is for. */
    operation?: OperationName;
  }
}

/** Finds out who sent a request. */
export type Identify = (
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<Result<{ readonly userId: UserId | null }, ApiKeyRefusedRefusal | TooManyRequestsRefusal>>;

/** Keys that were refused, for each address and minute: more, and no key is looked at any more. */
const REFUSED_KEYS_MAX = 20;

/** Returns how a request's sender is found: by API key or session; guessing keys is bounded for each address. */
export function createIdentify(app: FastifyInstance, auth: Auth): Identify {
  const countRefused = app.createRateLimit({
    max: REFUSED_KEYS_MAX,
    timeWindow: "1 minute",
    keyGenerator: (request) => `api-key ${request.ip}`,
  });
  return async (request, reply) => {
    const hasKey = request.headers[API_KEY_HEADER] !== undefined;
    if (hasKey) {
      const bound = await countRefused(request, { increment: false });
      if (!bound.isAllowed && bound.isExceeded) {
        return refuse({ code: "too_many_requests", retryAfterSeconds: bound.ttlInSeconds });
      }
    }
    const sender = await auth.identify(request);
    if (!sender.ok) {
      await countRefused(request);
      return sender;
    }
    for (const cookie of sender.value.setCookies) reply.header("set-cookie", cookie);
    return accept({ userId: sender.value.userId });
  };
}
