import { apiKey } from "@better-auth/api-key";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { fromNodeHeaders } from "better-auth/node";
import type { FastifyRequest } from "fastify";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "#core/account/account.ts";
import { asId, type UserId } from "#core/id.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { ApiKeyRefusedRefusal } from "#api/server-refusals.ts";
import type { HashThreads } from "./hash-threads.ts";
import {
  API_KEY_TABLE,
  CREDENTIAL_TABLE,
  SESSION_TABLE,
  USER_TABLE,
  VERIFICATION_TABLE,
} from "./sign-in-schema.ts";

/** Where the sign-in library answers. */
export const AUTH_PATH = "/api/auth";

/** The header that an API key comes in. */
export const API_KEY_HEADER = "x-api-key";

/** Carries the client's address, as the server sees it, to the library; what a client sends is overwritten. */
const ADDRESS_HEADER = "x-wellspring-client-address";

/** A session is good for a week after the last visit, and renewed once a day. */
const SESSION_SECONDS = 7 * 24 * 60 * 60;
const SESSION_RENEWED_SECONDS = 24 * 60 * 60;

/** A session is read from its signed cookie for so long before the database is asked again. */
const SESSION_CACHE_SECONDS = 60;

export interface AuthOptions {
  /** The database as the library's adapter takes it. */
  readonly database: unknown;
  /** Signs cookies; 32 characters or more. */
  readonly secret: string;
  /** Origin under which the server is reached, `https://…`; sign-in works under the origin of each request too. */
  readonly origin: string;
  readonly newId: () => string;
  /** Runs what asks the database, and throws what went wrong there, whatever the library has made of it. */
  readonly watch: <Value>(work: () => Promise<Value>) => Promise<Value>;
  readonly passwords: Pick<HashThreads, "hash" | "verify">;
  readonly log: (level: "error" | "warn" | "info", message: string) => void;
}

/** Who sent a request, as far as it says: a user, nobody, or a key that is not accepted. */
export type Sender = Result<
  { readonly userId: UserId | null; readonly setCookies: readonly string[] },
  ApiKeyRefusedRefusal
>;

/** Sign-in, as the server uses it. */
export interface Auth {
  /** Answers a request below {@link AUTH_PATH}. */
  readonly answer: (request: FastifyRequest) => Promise<Response>;
  /** Who sent the request: by its API key where it has one, else by its session cookie. */
  readonly identify: (request: FastifyRequest) => Promise<Sender>;
  readonly options: BetterAuthOptions;
}

/** Returns sign-in by e-mail and password, sessions in cookies, and API keys, on our tables. */
export function createAuth(options: AuthOptions): Auth {
  const configuration = configure(options);
  const auth = betterAuth(configuration);
  return {
    options: configuration,
    answer: async (request) => await options.watch(async () => await auth.handler(toWebRequest(request))),
    identify: async (request) => {
      const key = request.headers[API_KEY_HEADER];
      if (typeof key === "string") {
        const verified = await options.watch(async () => await auth.api.verifyApiKey({ body: { key } }));
        if (!verified.valid || verified.key === null) {
          const reason = String(verified.error?.code ?? "INVALID_API_KEY");
          return refuse({ code: "api_key_refused", reason });
        }
        return accept({ userId: asId<"user">(verified.key.referenceId), setCookies: [] });
      }
      if (request.headers.cookie === undefined) return accept({ userId: null, setCookies: [] });
      const headers = fromNodeHeaders(request.headers);
      const found = await options.watch(
        async () => await auth.api.getSession({ headers, returnHeaders: true }),
      );
      return accept({
        userId: found.response === null ? null : asId<"user">(found.response.user.id),
        setCookies: found.headers.getSetCookie(),
      });
    },
  };
}

function configure({ database, secret, origin, newId, passwords, log }: AuthOptions) {
  return {
    appName: "Wellspring",
    baseURL: origin,
    basePath: AUTH_PATH,
    secret,
    // Its type names the builder that only the store may name.
    database: database as NonNullable<BetterAuthOptions["database"]>,
    trustedOrigins: (request?: Request) => (request === undefined ? [] : [new URL(request.url).origin]),
    user: USER_TABLE,
    session: {
      ...SESSION_TABLE,
      expiresIn: SESSION_SECONDS,
      updateAge: SESSION_RENEWED_SECONDS,
      cookieCache: { enabled: true, maxAge: SESSION_CACHE_SECONDS },
    },
    account: CREDENTIAL_TABLE,
    verification: VERIFICATION_TABLE,
    emailAndPassword: {
      enabled: true,
      // Accounts are made by the operator or by accepting an invitation.
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH_MIN,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
      password: { hash: passwords.hash, verify: passwords.verify },
    },
    // The server bounds attempts itself, by address and by account.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { log: (level: string, message: string) => log(level === "error" ? "error" : "warn", message) },
    advanced: {
      cookiePrefix: "wellspring",
      useSecureCookies: origin.startsWith("https://"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" as const, path: "/" },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      // Written out, since the library turns both off where it thinks that it is tested.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      // The migrations make the tables; a test compares them with what the library expects.
      database: { generateId: newId, validateSchema: false },
    },
    plugins: [
      apiKey({
        defaultPrefix: "wsp_",
        rateLimit: { enabled: false },
        requireName: true,
        schema: { apikey: API_KEY_TABLE },
      }),
    ],
  } satisfies BetterAuthOptions;
}

function toWebRequest(request: FastifyRequest): Request {
  const headers = fromNodeHeaders(request.headers);
  headers.set(ADDRESS_HEADER, request.ip);
  headers.delete("content-length"); // the body is written anew
  const url = new URL(request.url, `${request.protocol}://${request.host}`);
  const hasBody = request.method !== "GET" && request.method !== "HEAD" && request.body !== undefined;
  return new Request(url, {
    method: request.method,
    headers,
    ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
  });
}
