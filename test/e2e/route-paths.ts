import { readFileSync } from "node:fs";

/** The paths of all pages, as the route table has them. */
export function readRoutePaths(): readonly string[] {
  const table = readFileSync(new URL("../../src/web/routes.tsx", import.meta.url), "utf8");
  return [...table.matchAll(/^\s+path: "(\/[^"]*)",$/gm)].map(([, path = ""]) => path);
}
