import { makeSigner, type NoteSigner } from "#tlog/note.ts";
import type { Movement, Supply } from "#verifier/leaf.ts";
import { writeCanonical } from "#verifier/leaf.ts";
import { type Download, forge } from "./publish.ts";

/** Logs made by hand, for what the program itself would never write. */
export const MADE_ORIGIN = "example.org/made";
export const madeSigner: NoteSigner = makeSigner(MADE_ORIGIN);

const idOf = (number: number): string => `00000000-0000-0000-0000-${String(number).padStart(12, "0")}`;
const MASKS = idOf(1);

export const supplyOf = (supply: string = MASKS): Supply => ({
  supply,
  item: "medical_mask",
  giver: "KEN",
  terms: "grant",
  offer: null,
  lot: null,
  expiry: null,
  pipeline: null,
  emergency: null,
  scenario: null,
});

/** The pledge of so many masks. */
export const pledgeOf = (quantity: number): Movement => ({
  line: 1,
  kind: "pledge",
  reversal: false,
  supply: MASKS,
  quantity,
  from: ["KEN", "NBO", "produced"],
  to: ["KEN", "NBO", "available"],
  recipient: null,
  consignment: null,
  occurred: ["2026-01-01", "2026-01-01", "2026-01-01"],
});

/** The leaf at a position: a pledge of as many masks as the position says, and what is said of it otherwise. */
export function makeLeaf(position: number, more: Readonly<Record<string, unknown>> = {}): Buffer {
  const leaf = {
    format: "wellspring-entry@v1",
    position,
    entry: idOf(1000 + position),
    kind: "make_offer",
    reason: "command",
    corrects: null,
    author: { sha256: "0".repeat(64) },
    agreement: null,
    recordedAt: "2026-01-01T00:00:00.000Z",
    numberedAt: "2026-01-01T00:00:00.000Z",
    body: { movements: [pledgeOf(position)], supplies: [supplyOf()] },
  };
  return Buffer.from(writeCanonical({ ...leaf, ...more }));
}

export const makeLeaves = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => makeLeaf(index + 1));

/** The whole log of these leaves. */
export const makeLog = async (leaves: readonly Buffer[]): Promise<Download> =>
  await forge(leaves, madeSigner);
