import compress from "@fastify/compress";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { constants } from "node:zlib";

/** Bytes below which compressing is not worth its head. */
const COMPRESSED_MIN = 1024;

/** Higher takes several times as long, for a tenth of the bytes. */
const BROTLI_QUALITY = 4;

/**
 * Sends text in fewer bytes to who can read them (RFC 9110, 8.4): a statement's figures shrink to a tenth, and the lines that this
 * is read on are slow. What comes compressed (the built pages, files of the log, workbooks, Parquet) goes as it is. Requests are never
 * decompressed.
 */
export async function compressAnswers(app: FastifyInstance): Promise<void> {
  // Before the plugin's own, which is added to each route after it.
  app.addHook("onRoute", (route) => {
    route.onSend = [...[route.onSend ?? []].flat(), leaveBytes];
  });
  await app.register(compress, {
    globalDecompression: false,
    threshold: COMPRESSED_MIN,
    encodings: ["br", "gzip"],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
  });
  // The plugin adds its hook to each route as that is added; ours has to come after it.
  app.addHook("onRoute", (route) => {
    route.onSend = [...[route.onSend ?? []].flat(), weakenTag];
  });
}

/**
 * Bytes of no stated form are hashes here: they do not shrink, and one tile of the log in a thousand begins as zlib's format does (RFC 1950,
 * 2.2). The plugin would take that for compressed already, and send it as it is under the name of an encoding.
 */
async function leaveBytes(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const type = reply.getHeader("content-type");
  if (typeof type === "string" && type.startsWith("application/octet-stream")) {
    request.headers["x-no-compression"] = "binary"; // by which the plugin is told
  }
  return payload;
}

/** The same answer in other bytes has no strong entity tag of its own (RFC 9110, 8.8.3.3). */
async function weakenTag(_request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const tag = reply.getHeader("etag");
  if (reply.hasHeader("content-encoding") && typeof tag === "string" && tag.startsWith('"')) {
    reply.header("etag", `W/${tag}`);
  }
  return payload;
}
