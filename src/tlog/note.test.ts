import { expect, test } from "vitest";
import {
  makeSigner,
  readSigner,
  signNote,
  writeCheckpoint,
  writeProof,
  writeSigner,
  writeVerifierKey,
} from "./note.ts";

/** The example of golang.org/x/mod/sumdb/note. */
const SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNATURE =
  "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

test("the published signer key signs the published note, byte for byte", () => {
  const signer = readSigner(SIGNER);
  if (signer === undefined) throw new Error("the published key was not read");
  expect(writeVerifierKey(signer)).toBe(VERIFIER);
  expect(writeSigner(signer)).toBe(SIGNER);
  expect(signNote(TEXT, [signer])).toBe(`${TEXT}\n${SIGNATURE}`);
});

test("a new key is read back as it was written", () => {
  const signer = makeSigner("example.org/log");
  const read = readSigner(writeSigner(signer));
  expect(read?.name).toBe("example.org/log");
  expect(signNote("a\n", read === undefined ? [] : [read])).toBe(signNote("a\n", [signer]));
  expect(writeVerifierKey(makeSigner("example.org/log"))).not.toBe(writeVerifierKey(signer));
});

test.each([
  ["another id", SIGNER.replace("c74f20a3", "c74f20a4")],
  ["another name", SIGNER.replace("PeterNeumann", "Peter")],
  ["another type of signature", SIGNER.replace("+AYEK", "+BIEK")],
  ["no key", "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEK"],
  ["nothing", ""],
])("a signer key with %s is none", (_what, text) => {
  expect(readSigner(text)).toBeUndefined();
});

test("checkpoints and proofs are laid out as the specifications say", () => {
  const root = Buffer.from("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", "base64");
  const checkpoint = writeCheckpoint("example.com/behind-the-sofa", 20_852_163, root);
  expect(checkpoint).toBe(
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
  );
  const proof = writeProof(5, [root, root], "a checkpoint\n");
  const line = root.toString("base64");
  expect(proof).toBe(`c2sp.org/tlog-proof@v1\nindex 5\n${line}\n${line}\n\na checkpoint\n`);
  expect(writeProof(0, [], "a checkpoint\n")).toBe("c2sp.org/tlog-proof@v1\nindex 0\n\na checkpoint\n");
});
