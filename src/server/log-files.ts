import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type {} from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { API_PREFIX } from "#api/contract.ts";
import type { AppContext } from "#app/context.ts";
import {
  readBodyAt,
  readCheckpoint,
  readLogKeys,
  readOpeningsAt,
  readTileAt,
  type ServedFile,
} from "#app/log/read-log.ts";
import { accept, type RefusalShape, type Result } from "#core/result.ts";
import type { Gate } from "./gate.ts";
import { refuseAddress, sendProblem } from "./send-problem.ts";

const compress = promisify(gzip);

/** Where the log's files are served: what tlog-tiles calls its prefix. */
const PREFIX = `${API_PREFIX}/ledger/log`;

/** Tiles and bundles that are signed never change. */
const IMMUTABLE = "public, max-age=31536000, immutable";
/** The checkpoint does, with every entry; so may what it does not cover. */
const FRESH = "public, max-age=5";
const BINARY = "application/octet-stream";
const JSON_TYPE = "application/json; charset=utf-8";

interface LogFile {
  readonly summary: string;
  readonly operationId: string;
  readonly media: string;
  /** The file of a path below the route's own; `undefined` for a path that names none. */
  readonly read: (context: AppContext, path: string) => Promise<Result<ServedFile, RefusalShape> | undefined>;
}

/** By route below the prefix. Paths of tiles have slashes in them, so a star stands for the rest. */
const FILES: Readonly<Record<string, LogFile>> = {
  "/checkpoint": {
    operationId: "getLogCheckpoint",
    summary:
      "The newest checkpoint of the ledger's log: origin, size and root, as a signed note (tlog-checkpoint)",
    media: "text/plain; charset=utf-8",
    read: async (context) => {
      const signed = await readCheckpoint(context);
      return signed.ok ? accept(changing(signed.value.note)) : signed;
    },
  },
  "/keys": {
    operationId: "getLogKeys",
    summary: "Every key that signs or has signed the ledger's log, the newest last",
    media: JSON_TYPE,
    read: async (context) => accept(changing(JSON.stringify(await readLogKeys(context)))),
  },
  "/tile/*": {
    operationId: "getLogTile",
    summary:
      "A tile of hashes (<L>/<N>[.p/<W>]) or a bundle of leaves (entries/<N>[.p/<W>]), as tlog-tiles says",
    media: BINARY,
    read: readTileAt,
  },
  "/body/*": {
    operationId: "getLogBody",
    summary: "Movements and supplies of an entry too long for its leaf, by position",
    media: JSON_TYPE,
    read: readBodyAt,
  },
  "/openings/*": {
    operationId: "getLogOpenings",
    summary: "What of the hidden fields of a bundle's entries is public now",
    media: JSON_TYPE,
    read: async (context, path) => {
      const openings = await readOpeningsAt(context, path);
      return openings?.ok === true ? accept(changing(JSON.stringify(openings.value))) : openings;
    },
  },
};

/** A file that is another one with the next entry, or the next agreement. */
function changing(bytes: string): ServedFile {
  return { bytes, isSigned: false };
}

/** Files for each minute and address: who downloads a log asks for three for every 256 entries. */
const FILES_MAX = 3000;

/**
 * Adds the files of the ledger's log, for everybody, laid out as tlog-tiles says. Refuses with `too_many_requests`,
 * `overloaded`.
 */
export function addLogFiles(app: FastifyInstance, context: AppContext, gate: Gate): void {
  const count = app.createRateLimit({
    max: FILES_MAX,
    timeWindow: "1 minute",
    keyGenerator: (request) => `log file ${request.ip}`,
  });
  for (const [route, file] of Object.entries(FILES)) {
    app.get(`${PREFIX}${route}`, { schema: describeFile(route, file) }, async (request, reply) => {
      const bound = await count(request);
      if (!bound.isAllowed && bound.isExceeded) {
        return sendProblem(reply, { code: "too_many_requests", retryAfterSeconds: bound.ttlInSeconds });
      }
      const { "*": path = "" } = request.params as { readonly "*"?: string }; // the star of the route
      const done = await gate.run(async () => await file.read(context, path));
      if (!done.isDone) return sendProblem(reply, done.refusal);
      const found = done.value;
      if (found === undefined) return sendProblem(reply, refuseAddress(request));
      if (!found.ok) return sendProblem(reply, found.refusal);
      const { bytes, isSigned } = found.value;
      reply.type(file.media).header("cache-control", isSigned ? IMMUTABLE : FRESH);
      return await sendBytes(request, reply, Buffer.from(bytes));
    });
  }
}

/** Bytes below which compressing is not worth its head. */
const COMPRESSED_MIN = 1024;

/** Leaves are text that repeats itself; hashes do not shrink, and tiles of them go as they are. */
async function sendBytes(request: FastifyRequest, reply: FastifyReply, bytes: Buffer): Promise<FastifyReply> {
  reply.header("vary", "accept-encoding");
  const isHashes = /\/tile\/\d/.test(request.url);
  if (isHashes || bytes.length < COMPRESSED_MIN || !acceptsGzip(request.headers["accept-encoding"])) {
    return await reply.send(bytes);
  }
  return await reply.header("content-encoding", "gzip").send(await compress(bytes));
}

/** Whether `Accept-Encoding` names gzip, and not with a weight of 0 (RFC 9110, 12.5.3). */
function acceptsGzip(header: string | string[] | undefined): boolean {
  return String(header ?? "")
    .split(",")
    .some((coding) => /^\s*gzip\s*(?:;\s*q\s*=\s*(?!0(?:\.0*)?\s*$).*)?$/i.test(coding));
}

function describeFile(route: string, { operationId, summary, media }: LogFile) {
  return {
    operationId,
    summary,
    tags: ["ledger log"],
    ...(route.endsWith("*") ? { params: z.object({ "*": z.string() }) } : {}),
    response: {
      200: { description: "The file", content: { [media.split(";")[0] ?? media]: { schema: z.string() } } },
    },
  };
}
