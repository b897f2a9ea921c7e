/**
 * Checks, in the reader's own browser, that an entry is in the log that was signed: the way from the entry's leaf to the root
 * (RFC 9162, section 2.1.3.2), the signed note that names the root (https://c2sp.org/signed-note, tlog-checkpoint), and that the
 * leaf is of the entry asked for. Written apart from what writes the log, so that an error there is not made here again.
 *
 * Whoever serves these pages serves this check too: `wellspring ledger verify` on a machine of one's own trusts less.
 */

/** What is checked, from what the server answered. */
export interface EntryProof {
  readonly entryId: string;
  readonly position: number;
  /** The leaf, byte for byte. */
  readonly leaf: Uint8Array<ArrayBuffer>;
  /** Base64, from the leaf's neighbour up. */
  readonly hashes: readonly string[];
  /** A signed note. */
  readonly checkpoint: string;
  /** Verifier keys that are believed: `<name>+<id>+<base64>`. */
  readonly keys: readonly string[];
}

export const CHECKS = ["leaf", "path", "signature"] as const;
export type Check = (typeof CHECKS)[number];
/** `unable`: this browser cannot tell, and that is no yes. */
export type Verdict = "fits" | "differs" | "unable";

/** Each check with what it came to, and what the checkpoint says. */
export interface CheckedProof {
  readonly verdicts: Readonly<Record<Check, Verdict>>;
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

/** What a checkpoint's text says. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
}

const text = new TextEncoder();

/** Origin, size and root of a checkpoint, a signed note; `undefined` where it is none. */
export function readCheckpoint(note: string): Checkpoint | undefined {
  const [origin = "", size = "", root = ""] = note.split("\n");
  if (origin === "" || !/^(0|[1-9]\d{0,15})$/.test(size) || readBase64(root)?.length !== 32) return undefined;
  return { origin, size: Number(size), root };
}

/** The leaves of a bundle: each after its length, two bytes, the higher first. */
export function readBundle(bytes: Uint8Array<ArrayBuffer>): readonly Uint8Array<ArrayBuffer>[] {
  const leaves = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const length = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
    leaves.push(bytes.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return leaves;
}

/** Does all checks. Nothing is thrown for what does not fit: that is a verdict. */
export async function checkProof(proof: EntryProof): Promise<CheckedProof> {
  const { origin, size, root } = readCheckpoint(proof.checkpoint) ?? { origin: "", size: 0, root: "" };
  const verdicts = {
    leaf: isLeafOf(proof) ? "fits" : "differs",
    path: await checkPath(proof, size, root),
    signature: await checkSignature(proof, origin),
  } as const;
  return { verdicts, origin, size, root };
}

function isLeafOf({ leaf, entryId, position }: EntryProof): boolean {
  try {
    const said = JSON.parse(new TextDecoder().decode(leaf)) as Record<string, unknown> | null; // any JSON
    return said?.["entry"] === entryId && said["position"] === position;
  } catch {
    return false; // no JSON is no leaf of ours
  }
}

async function checkPath(proof: EntryProof, size: number, root: string): Promise<Verdict> {
  if (!canHash()) return "unable";
  const hashes = proof.hashes.map(readBase64);
  let hash = await sha256(Uint8Array.of(0), proof.leaf);
  let [node, last] = [proof.position - 1, size - 1];
  if (node < 0 || node > last) return "differs";
  for (const sibling of hashes) {
    if (sibling?.length !== 32 || last === 0) return "differs";
    if (node % 2 === 1 || node === last) {
      hash = await sha256(Uint8Array.of(1), sibling, hash);
      // The last node of a row goes up as it is while it has no sibling.
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else hash = await sha256(Uint8Array.of(1), hash, sibling);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && isSame(hash, readBase64(root)) ? "fits" : "differs";
}

const SIGNATURE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/;

async function checkSignature({ checkpoint, keys }: EntryProof, origin: string): Promise<Verdict> {
  if (!canHash()) return "unable";
  const split = checkpoint.lastIndexOf("\n\n");
  const signed = text.encode(checkpoint.slice(0, split + 1));
  const signatures = checkpoint.slice(split + 2).split("\n");
  let isUnable = false;
  for (const key of keys) {
    const [, name, id, base64 = ""] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(key.trim()) ?? [];
    const bytes = readBase64(base64);
    // A log's key has the log's origin as its name.
    if (bytes?.length !== 33 || bytes[0] !== 1 || name !== origin) continue;
    for (const line of signatures) {
      const [, signer, signature = ""] = SIGNATURE.exec(line) ?? [];
      const made = readBase64(signature);
      if (signer !== name || made?.length !== 68 || writeHex(made.slice(0, 4)) !== id) continue;
      const verdict = await isSignedBy(bytes.slice(1), made.slice(4), signed);
      if (verdict === true) return "fits";
      isUnable ||= verdict === undefined;
    }
  }
  return isUnable ? "unable" : "differs";
}

/** `undefined` where the browser does not know Ed25519. */
async function isSignedBy(
  key: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean | undefined> {
  try {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, signature, signed);
  } catch {
    return undefined; // not every browser has it yet
  }
}

/** Browsers hash only for pages that came by https, or from this machine. */
function canHash(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

async function sha256(...parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

function readBase64(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined; // no base64
  }
}

function writeHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isSame(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index]);
}
