import { rename, rm, writeFile } from "node:fs/promises";

/**
 * Writes files so that each is there whole or not at all: first beside its place, under a name of its own, then all are
 * put in place. What was there before is replaced; after a failure, nothing is left beside it.
 */
export async function writeFilesWhole(
  files: readonly { readonly path: string; readonly text: string | Uint8Array }[],
): Promise<void> {
  const drafts = files.map((file) => ({ ...file, draft: `${file.path}.${process.pid}.part` }));
  try {
    for (const { draft, text } of drafts) await writeFile(draft, text);
    for (const { draft, path } of drafts) await rename(draft, path);
  } finally {
    for (const { draft } of drafts) await rm(draft, { force: true });
  }
}
