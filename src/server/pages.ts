import { existsSync } from "node:fs";
import { join } from "node:path";
import staticFiles from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refuseAddress, sendProblem } from "./send-problem.ts";

/** Shown while the pages have not been built. */
const MISSING = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Wellspring</title></head>
<body>
<h1>Wellspring</h1>
<p>The pages have not been built yet: <code>npm run build:web</code>.</p>
<p>The interface works without them: <a href="/api/docs">/api/docs</a>.</p>
</body>
</html>
`;

/** A year: the names of built files change with their content. */
const IMMUTABLE = "public, max-age=31536000, immutable";

/**
 * Serves the built pages in `directory`; every address of theirs that is no file gets the first page, which finds
 * its way itself. Addresses of the interface that lead nowhere are refused.
 */
export async function addPages(app: FastifyInstance, directory: string): Promise<void> {
  const isBuilt = existsSync(join(directory, "index.html"));
  if (isBuilt) {
    await app.register(staticFiles, {
      root: directory,
      wildcard: false,
      index: false,
      // Beside each file, the build has put it in fewer bytes.
      preCompressed: true,
      setHeaders: (response, path) => {
        const isHashed = path.startsWith(join(directory, "assets"));
        response.header("cache-control", isHashed ? IMMUTABLE : "no-cache");
      },
    });
  }
  const sendPage = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (EMBEDDED.test(request.url)) allowFrames(reply);
    if (!isBuilt) return await reply.code(503).type("text/html; charset=utf-8").send(MISSING);
    return await reply.sendFile("index.html");
  };
  app.get("/", { schema: { hide: true } }, async (request, reply) => await sendPage(request, reply));
  app.setNotFoundHandler(async (request, reply) => {
    if (wantsPage(request)) return await sendPage(request, reply);
    return sendProblem(reply, refuseAddress(request));
  });
}

/** Figures that other sites may show within theirs: pages on which nobody signs in or does anything. */
const EMBEDDED = /^\/embed\/(map|months)(\?|$)/;

/** Lets other sites show the answer in a frame, and nothing else of what the server forbids. */
function allowFrames(reply: FastifyReply): void {
  const policy = String(reply.getHeader("content-security-policy") ?? "");
  reply.header("content-security-policy", policy.replace("frame-ancestors 'none'", "frame-ancestors *"));
  reply.removeHeader("x-frame-options");
}

function wantsPage(request: FastifyRequest): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const path = request.url.split("?")[0] ?? "";
  if (path === "/api" || path.startsWith("/api/")) return false;
  // Built files have an ending; an asset's page has its id.
  if (path.startsWith("/assets/") && path.includes(".")) return false;
  return request.headers.accept?.includes("text/html") ?? false;
}
