import { RefusedReadingError, read, server } from "../server/connection.ts";
import type { ProblemDetails } from "#api/client.ts";
import { type Checkpoint, type EntryProof, readBundle, readCheckpoint } from "./check-proof.ts";

/** Where the log's files are (docs/LEDGER-LOG.md). */
export const LOG = "/api/v1/ledger/log";

/** Leaves of a full bundle. */
const BUNDLE_SIZE = 256;
/** Entries of a consignment that are offered: of more, the first. */
const ENTRIES_MAX = 25;

/** A key that signs or has signed the log. */
export interface LogKey {
  readonly key: string;
  /** Size of the log from which on it signs. */
  readonly since: number;
}

/** The newest checkpoint with its keys, the newest last. */
export interface SignedLog {
  readonly note: string;
  readonly checkpoint: Checkpoint;
  readonly keys: readonly LogKey[];
}

/** The log is read where its reader trusts the program: not by the server that the proof is about, when that draws the page. */
export const IS_BROWSER = typeof document !== "undefined";

/** What is signed now. Throws `RefusedReadingError` while nobody signs the log. */
export async function readSignedLog(): Promise<SignedLog> {
  const [note, keys] = await Promise.all([readFile("/checkpoint"), readFile("/keys")]);
  const text = await note.text();
  const checkpoint = readCheckpoint(text);
  if (checkpoint === undefined) throw new Error("the checkpoint is none");
  return { note: text, checkpoint, keys: (await keys.json()) as LogKey[] }; // as LEDGER-LOG.md has it
}

async function readFile(path: string): Promise<Response> {
  const response = await fetch(LOG + path, { credentials: "same-origin" });
  if (response.ok) return response;
  throw new RefusedReadingError((await response.json()) as ProblemDetails); // what is no file is a refusal
}

/** What a reader asks for: a position, an entry, or a number that is followed. */
export type Wanted =
  | { readonly kind: "position"; readonly position: number }
  | { readonly kind: "entry"; readonly entryId: string }
  | { readonly kind: "identifier"; readonly identifier: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the reader typed; `undefined` for nothing. */
export function readWanted(typed: string): Wanted | undefined {
  const identifier = typed.trim();
  if (identifier === "") return undefined;
  if (/^[1-9]\d{0,14}$/.test(identifier)) return { kind: "position", position: Number(identifier) };
  if (UUID.test(identifier)) return { kind: "entry", entryId: identifier.toLowerCase() };
  return { kind: "identifier", identifier };
}

/** The entries that were asked for, by id, in the order of the ledger; none for a position beyond what is signed. */
export async function listEntries(wanted: Wanted): Promise<readonly string[]> {
  if (wanted.kind === "entry") return [wanted.entryId];
  if (wanted.kind === "identifier") {
    const { identifier } = wanted;
    const found = await read(server.follow({ params: { identifier }, query: { limit: 500 } }));
    return [...new Set(found.chain.map(({ entryId }) => entryId))].slice(0, ENTRIES_MAX);
  }
  const { checkpoint } = await readSignedLog();
  if (wanted.position > checkpoint.size) return [];
  const leaf = await readLeaf(wanted.position, checkpoint.size);
  const said = JSON.parse(new TextDecoder().decode(leaf)) as { readonly entry: string }; // as LEDGER-LOG.md has it
  return [said.entry];
}

/** The proof of an entry, its leaf and the keys that come with the log, each read on its own. */
export async function readProof(entryId: string): Promise<EntryProof> {
  const inclusion = await read(server.proveInclusion({ query: { entry: entryId as never } })); // the server checks its form
  const { position, size, hashes, checkpoint } = inclusion;
  const leaf = await readLeaf(position, size);
  const keys = (await readSignedLog()).keys.map(({ key }) => key);
  return { entryId, position, leaf, hashes, checkpoint, keys };
}

async function readLeaf(position: number, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const index = Math.floor((position - 1) / BUNDLE_SIZE);
  const width = Math.min(BUNDLE_SIZE, size - index * BUNDLE_SIZE);
  const part = width === BUNDLE_SIZE ? "" : `.p/${width}`;
  const bundle = await readFile(`/tile/entries/${writeIndex(index)}${part}`);
  const leaves = readBundle(new Uint8Array(await bundle.arrayBuffer()));
  return leaves[(position - 1) % BUNDLE_SIZE] ?? new Uint8Array();
}

/** In groups of three digits, all but the last after an x (https://c2sp.org/tlog-tiles): 1234067 is `x001/x234/067`. */
function writeIndex(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g) ?? [];
  return groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
}
