import { existsSync } from "node:fs";
import { join } from "node:path";
import staticFiles from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { openPageDrawer } from "./drawn-pages.ts";
import type { Gate } from "./gate.ts";
import { BEGINNING_SOURCE } from "./page-template.ts";
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

const HTML = "text/html; charset=utf-8";

/** A year: the names of built files change with their content. */
const IMMUTABLE = "public, max-age=31536000, immutable";

/**
 * Serves the built pages in `directory`; every address of theirs that is no file gets the first page, which finds
 * its way itself, drawn already for who is not signed in. Addresses of the interface that lead nowhere are refused.
 */
export async function addPages(app: FastifyInstance, directory: string, drawings: Gate): Promise<void> {
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
  const drawPage = isBuilt ? await openPageDrawer(app, directory, drawings) : undefined;
  const sendPage = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (EMBEDDED.test(request.url)) allowFrames(reply);
    if (!isBuilt) return await reply.code(503).type(HTML).send(MISSING);
    const drawn = await drawPage?.(request);
    // The same address shows another person something else.
    reply.header("vary", "cookie, accept-language, user-agent");
    if (drawn === undefined || drawn === null) return await reply.sendFile("index.html");
    changePolicy(reply, "script-src 'self'", `script-src 'self' ${BEGINNING_SOURCE}`);
    return await reply.header("cache-control", "private, no-cache").type(HTML).send(drawn);
  };
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    wantsPage(request) ? await sendPage(request, reply) : sendProblem(reply, refuseAddress(request));
  // A route of its own for pages: what no route answers would go past what compresses answers.
  app.get("/*", { schema: { hide: true } }, answer);
  app.setNotFoundHandler(answer);
}

/** Figures that other sites may show within theirs: pages on which nobody signs in or does anything. */
const EMBEDDED = /^\/embed\/(map|months)(\?|$)/;

/** Lets other sites show the answer in a frame, and nothing else of what the server forbids. */
function allowFrames(reply: FastifyReply): void {
  changePolicy(reply, "frame-ancestors 'none'", "frame-ancestors *");
  reply.removeHeader("x-frame-options");
}

function changePolicy(reply: FastifyReply, before: string, after: string): void {
  const policy = String(reply.getHeader("content-security-policy") ?? "");
  reply.header("content-security-policy", policy.replace(before, after));
}

function wantsPage(request: FastifyRequest): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const path = request.url.split("?")[0] ?? "";
  if (path === "/") return true;
  if (path === "/api" || path.startsWith("/api/")) return false;
  // Built files have an ending; an asset's page has its id.
  if (path.startsWith("/assets/") && path.includes(".")) return false;
  return request.headers.accept?.includes("text/html") ?? false;
}
