import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** Where a log's files are read from, by their paths below its prefix. */
export interface LogSource {
  readonly name: string;
  /** The file's bytes; `undefined` where there is none. Throws where that cannot be told. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
}

/** Where the program serves its log, below its origin. */
const PREFIX = "/api/v1/ledger/log";

/** A full bundle of the longest leaves has 16.8 MB; the movements of a very long entry may have more. */
const BYTES_MAX = 512 * 1024 * 1024;
const ANSWER_WITHIN_MS = 60_000;

/** How a file system says that there is no such file. */
const ABSENT: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EISDIR"]);

/** A downloaded log: a folder with its files. */
export function openFolder(directory: string): LogSource {
  return {
    name: directory,
    read: async (path) => {
      try {
        return await readFile(join(directory, path));
      } catch (error) {
        if (error instanceof Error && "code" in error && ABSENT.has(String(error.code))) return undefined;
        throw error;
      }
    },
  };
}

/**
 * A log over HTTP: the address of a server, whose log is at its usual place, or the log's prefix itself. A file of more than
 * `bytesMax` bytes is not read to its end, and never held.
 */
export function openAddress(address: string, bytesMax = BYTES_MAX): LogSource {
  const url = new URL(address);
  const path = url.pathname.replace(/\/+$/, "").replace(/\/checkpoint$/, "");
  const prefix = `${url.origin}${path === "" ? PREFIX : path}`;
  return { name: prefix, read: async (file) => await download(`${prefix}/${file}`, bytesMax) };
}

/** How often a server that is busy is asked again, and how long is waited for it at most, seconds. */
const TRIES_MAX = 20;
const WAIT_MAX_SECONDS = 60;

async function download(url: string, bytesMax: number): Promise<Uint8Array | undefined> {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (answer.ok) return await readBody(answer, bytesMax);
    await answer.body?.cancel();
    if (answer.status === 404 || answer.status === 410) return undefined;
    const isBusy = answer.status === 429 || answer.status === 503;
    if (!isBusy || tries >= TRIES_MAX) throw new Error(`${url} answered ${answer.status}`);
    const asked = Number(answer.headers.get("retry-after"));
    const seconds = Number.isFinite(asked) && asked > 0 ? Math.min(asked, WAIT_MAX_SECONDS) : 1;
    await setTimeout(seconds * 1000);
  }
}

/** The bytes of an answer, counted as they come: a server can say anything of its length, or nothing, and send without end. */
async function readBody({ url, body }: Response, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > bytesMax) throw new Error(`${url} has more than ${bytesMax} bytes, as no file of a log has`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
