import { readFile } from "node:fs/promises";
import type { PlanFileUnreadableRefusal } from "#core/allocation/plan-files.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import { unwrap } from "./output.ts";

/** The value of a file's JSON text; refuses with `plan_file_unreadable` where it is not JSON. */
export function parsePlanFile(path: string, text: string): Result<unknown, PlanFileUnreadableRefusal> {
  try {
    // A mark of the byte order is no part of the text.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return accept(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse({ code: "plan_file_unreadable", path, reason });
  }
}

/** Reads files of JSON. A file that is not there or cannot be read is refused too: somebody has to name another. */
export async function readPlanFiles(paths: readonly string[]): Promise<readonly unknown[]> {
  return await Promise.all(paths.map(async (path) => unwrap(parsePlanFile(path, await readText(path)))));
}

/** The text of a file; refuses with `plan_file_unreadable`. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unwrap<string>(refuse({ code: "plan_file_unreadable", path, reason }));
  }
}
