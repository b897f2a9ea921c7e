import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { signNote } from "#tlog/note.ts";
import { verifyLog } from "#verifier/verify-log.ts";
import { MADE_ORIGIN, madeSigner, makeLog } from "./made-log.ts";
import { openDownload } from "./publish.ts";

/** The form of a checkpoint's text, as tlog-checkpoint has it: what the log's own key signs in another form is none. */
const ROOT = createHash("sha256").digest("base64");
const HEAD = `${MADE_ORIGIN}\n0\n${ROOT}\n`;

async function judge(text: string) {
  const log = await makeLog([]);
  log.set("checkpoint", Buffer.from(signNote(text, [madeSigner])));
  const verdict = await verifyLog(openDownload(log));
  return verdict.fits ? "fits" : `${verdict.fault.path} ${verdict.fault.rule}`;
}

test.each([
  ["three lines", HEAD],
  ["an extension line", `${HEAD}x\n`],
  ["several", `${HEAD}x 1\n \ny\n`],
])("%s are a checkpoint", async (_what, text) => {
  expect(await judge(text)).toBe("fits");
});

// The last two bits of a root's 43rd letter stand for nothing: another letter would be another text of the same bytes.
const otherwise = ROOT.replace(/.=$/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}=`);

test.each([
  ["an empty extension line", `${HEAD}\n`],
  ["one among others", `${HEAD}x\n\ny\n`],
  ["an empty line before an extension", `${HEAD}\nx\n`],
  ["two lines", `${MADE_ORIGIN}\n0\n`],
  ["no origin", `\n0\n${ROOT}\n`],
  ["a size with a zero before it", `${MADE_ORIGIN}\n00\n${ROOT}\n`],
  ["a size with a sign", `${MADE_ORIGIN}\n+0\n${ROOT}\n`],
  ["a root that is too short", `${MADE_ORIGIN}\n0\n${ROOT.slice(4)}\n`],
  ["a root written otherwise", `${MADE_ORIGIN}\n0\n${otherwise}\n`],
])("%s is none", async (_what, text) => {
  expect(await judge(text)).toBe("checkpoint checkpoint_malformed");
});
