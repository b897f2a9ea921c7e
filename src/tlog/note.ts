import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/**
 * Signed notes (https://c2sp.org/signed-note), checkpoints (https://c2sp.org/tlog-checkpoint) and proof files
 * (https://c2sp.org/tlog-proof), with Ed25519 keys: signature type 1.
 */

/** A key of a log that can sign. */
export interface NoteSigner {
  /** The key's name: for a log, its origin. */
  readonly name: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

const ED25519 = Uint8Array.of(1);
const SIGNER_PREFIX = "PRIVATE+KEY+";

/** Makes a new key. */
export function makeSigner(name: string): NoteSigner {
  const { privateKey } = generateKeyPairSync("ed25519");
  return openSigner(name, privateKey);
}

/** The signer key as text, which must be kept secret: `PRIVATE+KEY+<name>+<id>+<base64 of type and seed>`. */
export function writeSigner(signer: NoteSigner): string {
  const { d = "" } = signer.privateKey.export({ format: "jwk" });
  const seed = Buffer.concat([ED25519, Buffer.from(d, "base64url")]).toString("base64");
  return `${SIGNER_PREFIX}${signer.name}+${findKeyId(signer).toString("hex")}+${seed}`;
}

/** The key of such a text; `undefined` for any other text, and where the id is not the key's. */
export function readSigner(text: string): NoteSigner | undefined {
  const [, name, id, base64] =
    /^PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? [];
  if (name === undefined || id === undefined || base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== 33 || bytes[0] !== 1) return undefined;
  // PKCS #8 of an Ed25519 seed (RFC 8410): a fixed head, then the 32 bytes.
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), bytes.subarray(1)]);
  const signer = openSigner(name, createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  return findKeyId(signer).toString("hex") === id ? signer : undefined;
}

function openSigner(name: string, privateKey: KeyObject): NoteSigner {
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return { name, publicKey: Buffer.from(x, "base64url"), privateKey };
}

/** SHA-256 of name, line feed, type and public key, the first four bytes. */
function findKeyId({ name, publicKey }: Pick<NoteSigner, "name" | "publicKey">): Buffer {
  return createHash("sha256").update(`${name}\n`).update(ED25519).update(publicKey).digest().subarray(0, 4);
}

/** The verifier key as text, for everybody: `<name>+<id>+<base64 of type and public key>`. */
export function writeVerifierKey(key: Pick<NoteSigner, "name" | "publicKey">): string {
  const base64 = Buffer.concat([ED25519, key.publicKey]).toString("base64");
  return `${key.name}+${findKeyId(key).toString("hex")}+${base64}`;
}

/** The note: the text, which ends in a line feed, an empty line, and a signature line of each signer. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  const lines = signers.map((signer) => {
    const signature = sign(null, Buffer.from(text), signer.privateKey);
    const base64 = Buffer.concat([findKeyId(signer), signature]).toString("base64");
    return `— ${signer.name} ${base64}\n`;
  });
  return `${text}\n${lines.join("")}`;
}

/** Whether `note` is `text` and a signature of it by the key, alone or among others. */
export function isSigned(note: string, text: string, key: Pick<NoteSigner, "name" | "publicKey">): boolean {
  if (!note.startsWith(`${text}\n`)) return false;
  const publicKey = createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(key.publicKey).toString("base64url") },
    format: "jwk",
  });
  const head = `— ${key.name} `;
  return note
    .slice(text.length + 1)
    .split("\n")
    .filter((line) => line.startsWith(head))
    .some((line) => {
      const bytes = Buffer.from(line.slice(head.length), "base64");
      const isKeys = bytes.subarray(0, 4).equals(findKeyId(key));
      return isKeys && verify(null, Buffer.from(text), publicKey, bytes.subarray(4));
    });
}

/** The text of a checkpoint: origin, size and root of the tree. */
export function writeCheckpoint(origin: string, size: number, root: Uint8Array): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}

/** The file that proves that leaf `index` is in the tree of the checkpoint, a signed note. */
export function writeProof(index: number, path: readonly Uint8Array[], checkpoint: string): string {
  const hashes = path.map((hash) => `${Buffer.from(hash).toString("base64")}\n`);
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes.join("")}\n${checkpoint}`;
}
