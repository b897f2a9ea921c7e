import { createHash, createPublicKey, verify } from "node:crypto";
import { fail } from "./fault.ts";

/** A verifier key: `<name>+<id>+<base64 of type 1 and the Ed25519 key>` (https://c2sp.org/signed-note). */
export interface VerifierKey {
  readonly text: string;
  readonly name: string;
  /** 8 hex digits. */
  readonly id: string;
  readonly publicKey: Uint8Array;
}

/** A signed note, its signatures not yet checked. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: string; readonly bytes: Uint8Array }[];
}

/** A checkpoint (https://c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

/** Signatures of a note that are looked at; the specification asks for 16 at least. */
const SIGNATURES_MAX = 100;

/** The key of its text. `path` is where it came from. */
export function readVerifierKey(text: string, path: string): VerifierKey {
  const [, name, id, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = readBase64(base64 ?? "");
  if (name === undefined || id === undefined || bytes.length !== 33 || bytes[0] !== 1) {
    return fail("key_malformed", path, `“${text.slice(0, 120)}” is no Ed25519 verifier key`);
  }
  const expected = createHash("sha256").update(`${name}\n`).update(bytes).digest("hex").slice(0, 8);
  if (expected !== id) {
    return fail("key_malformed", path, `the id of the key ${name} is ${expected}, not ${id}`);
  }
  return { text, name, id, publicKey: bytes.subarray(1) };
}

/** The bytes of a text in base64; none where it is not written in the one way that there is. */
function readBase64(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : Buffer.alloc(0);
}

/** The text and signatures of a note. */
export function readNote(note: string, path: string): Note {
  // Control characters have no place in a note, but for the line feed.
  const isPlain = Buffer.from(note).every((byte) => byte === 0x0a || byte >= 0x20);
  const split = note.lastIndexOf("\n\n");
  if (!isPlain || split < 0 || !note.endsWith("\n")) {
    return fail("note_malformed", path, "is no signed note: a text, an empty line, signature lines");
  }
  const lines = note.slice(split + 2, -1).split("\n");
  if (lines.length > SIGNATURES_MAX) {
    return fail("note_malformed", path, `has ${lines.length} signatures, more than ${SIGNATURES_MAX}`);
  }
  const signatures = lines.map((line) => {
    const [, name, base64 = ""] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
    const bytes = readBase64(base64);
    if (name === undefined || bytes.length < 5) {
      return fail("note_malformed", path, `has a line that is no signature: “${line.slice(0, 120)}”`);
    }
    return { name, id: bytes.subarray(0, 4).toString("hex"), bytes: bytes.subarray(4) };
  });
  return { text: note.slice(0, split + 1), signatures };
}

/**
 * The first of the keys that has signed the note; `undefined` where none has. A signature under the name and id of a key that the
 * key did not make ends the check.
 */
export function findSigner(note: Note, keys: readonly VerifierKey[], path: string): VerifierKey | undefined {
  const made = keys.filter((key) =>
    note.signatures.some(({ name, id, bytes }) => {
      if (name !== key.name || id !== key.id) return false;
      if (isSignature(note.text, bytes, key)) return true;
      return fail("wrong_signature", path, `the signature by ${key.name} (${key.id}) is not of this text`);
    }),
  );
  return made[0];
}

function isSignature(text: string, signature: Uint8Array, key: VerifierKey): boolean {
  // SubjectPublicKeyInfo of an Ed25519 key (RFC 8410): a fixed head, then its 32 bytes.
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key.publicKey]);
  const publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
  return signature.length === 64 && verify(null, Buffer.from(text), publicKey, signature);
}

/**
 * What a checkpoint's text says: origin, size and root, each on its line; then, if anything, extension lines, of which none is empty
 * (https://c2sp.org/tlog-checkpoint, note text). What these say is nobody's to check.
 */
export function readCheckpoint(text: string, path: string): Checkpoint {
  const lines = text.replace(/\n$/, "").split("\n");
  const [origin = "", sizeText = "", root = ""] = lines;
  const size = /^(?:0|[1-9]\d*)$/.test(sizeText) ? Number(sizeText) : Number.NaN;
  if (origin === "" || !Number.isSafeInteger(size) || readBase64(root).length !== 32) {
    return fail("checkpoint_malformed", path, "is no checkpoint: origin, size and root hash, line by line");
  }
  if (lines.includes("")) return fail("checkpoint_malformed", path, "has an empty line in its text");
  return { origin, size, root };
}
