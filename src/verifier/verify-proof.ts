import { fail, type Fault, FaultError } from "./fault.ts";
import { openCheckpoint } from "./keys.ts";
import { readVerifierKey } from "./note.ts";
import { hashLeaf, hashPair } from "./tree.ts";

/** Yes, with where the entry stands; or no, and why. */
export type ProofVerdict =
  | {
      readonly fits: true;
      readonly origin: string;
      readonly position: number;
      /** Entries that the checkpoint covers. */
      readonly size: number;
      /** Base64. */
      readonly root: string;
    }
  | { readonly fits: false; readonly fault: Fault };

/**
 * Returns whether a proof file (https://c2sp.org/tlog-proof) shows that `leaf` is in the log that `key` signs: the path leads from the
 * leaf's hash to the root of a checkpoint with its signature (RFC 9162, section 2.1.3.2). Needs nothing else of the log.
 */
export function verifyProof(proof: string, leaf: Uint8Array, key: string): ProofVerdict {
  try {
    return verify(proof, leaf, key);
  } catch (error) {
    if (error instanceof FaultError) return { fits: false, fault: error.fault };
    throw error;
  }
}

const PATH = "proof";

function verify(proof: string, leaf: Uint8Array, key: string): ProofVerdict {
  const split = proof.indexOf("\n\n");
  const [name, ...lines] = proof.slice(0, Math.max(0, split)).split("\n");
  if (lines[0]?.startsWith("extra ") === true) lines.shift(); // says nothing that is signed
  const [, indexText] = /^index (0|[1-9]\d*)$/.exec(lines.shift() ?? "") ?? [];
  const index = Number(indexText);
  if (name !== "c2sp.org/tlog-proof@v1" || !Number.isSafeInteger(index)) {
    return fail("file_unreadable", PATH, "is no proof file of tlog-proof@v1");
  }
  const path = lines.map((line) => {
    const hash = Buffer.from(line, "base64");
    if (hash.length === 32 && hash.toString("base64") === line) return hash;
    return fail("file_unreadable", PATH, `has a line that is no hash: “${line.slice(0, 60)}”`);
  });
  const keys = [{ key: readVerifierKey(key.trim(), "--key"), since: 0, statement: null }];
  const { origin, size, root } = openCheckpoint(Buffer.from(proof.slice(split + 2)), keys, "checkpoint");
  const position = index + 1;
  if (index >= size) {
    return fail("position_differs", PATH, `is of position ${position}; the checkpoint covers ${size}`, {
      position,
    });
  }
  if (followPath(hashLeaf(leaf), path, index, size) !== root) {
    return fail("leaf_differs", PATH, "does not lead from this leaf to the root that was signed", {
      position,
    });
  }
  return { fits: true, origin, position, size, root };
}

/** The root that a path leads to, base64; empty where it is too long or too short for the tree. */
function followPath(leaf: Buffer, path: readonly Buffer[], index: number, size: number): string {
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return "";
    if (node % 2 === 1 || node === last) {
      hash = hashPair(sibling, hash);
      // The last node of a row, where it has no sibling, goes up as it is.
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else hash = hashPair(hash, sibling);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash.toString("base64") : "";
}
