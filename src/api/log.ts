import { z } from "zod";
import { reading } from "./endpoint.ts";
import { countSchema, idOf } from "./scalars.ts";

const hash = z.string().meta({ description: "32 bytes, base64" });

const inclusionView = z.object({
  entryId: z.string(),
  position: countSchema,
  size: countSchema,
  root: hash,
  leafHash: hash,
  hashes: z.array(hash),
  checkpoint: z.string(),
  /** All of it as a file (https://c2sp.org/tlog-proof). */
  file: z.string(),
});

const consistencyView = z.object({
  from: countSchema,
  to: countSchema,
  fromRoot: hash,
  toRoot: hash,
  hashes: z.array(hash),
});

const openedEntryView = z.object({
  position: countSchema,
  /** Canonical JSON, byte for byte what is hashed. */
  leaf: z.string(),
  body: z.string().nullable(),
  openings: z.array(z.object({ field: z.string(), salt: z.string(), value: z.string() })),
});

/** A number of entries, 1 or more. */
const treeSize = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const logEndpoints = {
  proveInclusion: reading({
    path: "/ledger/log/inclusion",
    summary: "The proof that an entry is in the ledger's log",
    tag: "ledger log",
    query: z.object({ entry: idOf("command") }),
    response: inclusionView,
  }),
  proveConsistency: reading({
    path: "/ledger/log/consistency",
    summary: "The proof that the ledger's log of so many entries begins with that of so many",
    tag: "ledger log",
    query: z.object({ from: treeSize, to: treeSize }),
    response: consistencyView,
  }),
  openEntry: reading({
    path: "/ledger/entries/:entryId/opening",
    summary:
      "An entry as the log has it, with salt and value of those hidden fields that the reader may know",
    tag: "ledger log",
    params: z.object({ entryId: idOf("command") }),
    response: openedEntryView,
  }),
};
