import { z } from "zod";

/** `public` needs no account; `signed_in` a session or an API key. */
export type Access = "public" | "signed_in";

/** One operation of the wire contract. The same schemas validate, document (OpenAPI 3.1) and type the client. */
export interface Endpoint<
  Params extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Response extends z.ZodType = z.ZodType,
  Who extends Access = Access,
  Command extends boolean = boolean,
> {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below `/api/v1`, parameters as `:name`. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly tag: string;
  readonly access: Who;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly response: Response;
  /** True for commands: the request must carry `Idempotency-Key`, a UUID that is the command's id. */
  readonly command: Command;
  /** Where the answer is a file of that type rather than JSON: `response` is then {@link fileView}, or {@link bytesView}. */
  readonly media?: Media;
  /** True where the answer tells who a person is: nothing on the way may keep it, not even the browser (`no-store`). */
  readonly isPersonal?: true;
}

/** A workbook (XLSX). */
export const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** FHIR resources as JSON (R4, section 2.6.1). */
export const FHIR_JSON = "application/fhir+json";

export type Media =
  | "text/csv"
  | "application/pdf"
  | "image/jpeg"
  | typeof FHIR_JSON
  | "application/vnd.apache.parquet"
  | typeof WORKBOOK;

/** A file: its text is the body of the answer, its name stands in `Content-Disposition`. */
export const fileView = z.object({ fileName: z.string(), text: z.string() });

/** A file that is no text: as {@link fileView}, with its bytes. */
export const bytesView = z.object({ fileName: z.string(), bytes: z.instanceof(Uint8Array) });

interface Described<P, Q, B, R, A> {
  readonly path: `/${string}`;
  readonly summary: string;
  readonly tag: string;
  readonly access?: A;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response: R;
  readonly media?: Media;
  readonly isPersonal?: true;
}

/** A reading operation; public unless said otherwise. */
export function reading<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  R extends z.ZodType = z.ZodType,
  A extends Access = "public",
>(described: Described<P, Q, undefined, R, A>): Endpoint<P, Q, undefined, R, A, false> {
  const { path, summary, tag, access = "public", params, query, response, media, isPersonal } = described;
  // An absent member has the type `undefined`, which is what P and Q then are; A is "public" then.
  return {
    method: "GET",
    path,
    summary,
    tag,
    access: access as A,
    params: params as P,
    query: query as Q,
    body: undefined,
    response,
    command: false,
    ...(media === undefined ? {} : { media }),
    ...(isPersonal === undefined ? {} : { isPersonal }),
  };
}

/** A question whose answer takes work and writes nothing, asked with a body: signed in, without an idempotency key. */
export function asking<B extends z.ZodType, R extends z.ZodType, P extends z.ZodType | undefined = undefined>(
  described: Described<P, undefined, B, R, "signed_in">,
): Endpoint<P, undefined, B, R, "signed_in", false> {
  // As of a command, but for the idempotency key.
  const { isPersonal } = described;
  const asked = {
    ...commanding(described),
    command: false,
    ...(isPersonal === undefined ? {} : { isPersonal }),
  };
  return asked as Endpoint<P, undefined, B, R, "signed_in", false>;
}

/** A command: signed in, with an idempotency key. */
export function commanding<
  P extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType = z.ZodType,
>(described: Described<P, undefined, B, R, "signed_in">): Endpoint<P, undefined, B, R, "signed_in", true> {
  const { path, summary, tag, params, body, response } = described;
  // An absent member has the type `undefined`, which is what P and B then are.
  return {
    method: "POST",
    path,
    summary,
    tag,
    access: "signed_in",
    params: params as P,
    query: undefined,
    body: body as B,
    response,
    command: true,
  };
}
