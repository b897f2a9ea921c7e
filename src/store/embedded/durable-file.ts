import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync } from "node:fs";
import { open } from "node:fs/promises";

/** What was written of a file: its length, bytes, and the SHA-256 of its contents in hexadecimal. */
export interface WrittenFile {
  readonly size: number;
  readonly sha256: string;
}

/** Most files of a database are a few pages long: a buffer of this size for each would be memory to be cleared away. */
const CHUNK_BYTES = 512 * 1024;
const PAGE_BYTES = 8192;

/**
 * Copies a file to a new file that only its owner can read, which is on the disk when this resolves. Returns what
 * was written, whatever the source becomes meanwhile; `undefined` when there is no such source.
 */
export async function copyDurably(from: string, to: string): Promise<WrittenFile | undefined> {
  const source = await openSource(from);
  if (source === undefined) return undefined;
  try {
    const target = await open(to, "wx", 0o600);
    try {
      const hash = createHash("sha256");
      // The source may grow meanwhile: what does not fit comes with the next reading.
      const { size: sizeNow } = await source.stat();
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(PAGE_BYTES, sizeNow)));
      let size = 0;
      for (;;) {
        const { bytesRead } = await source.read(buffer, 0, buffer.length, size);
        if (bytesRead === 0) break;
        const chunk = buffer.subarray(0, bytesRead);
        hash.update(chunk);
        await target.writeFile(chunk);
        size += bytesRead;
      }
      await target.sync();
      return { size, sha256: hash.digest("hex") };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function openSource(path: string) {
  try {
    return await open(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes a new file that only its owner can read, which is on the disk when this resolves. */
export async function writeDurably(path: string, contents: string | Uint8Array): Promise<WrittenFile> {
  const bytes = Buffer.from(contents);
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return { size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** Brings the names in a folder to the disk: a file's own sync does not cover its name. */
export function syncDirectory(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
