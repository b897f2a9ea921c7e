import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { checkLog } from "#app/log/check-log.ts";
import { exportLog } from "#app/log/export-log.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { signCheckpoint } from "#app/log/sign-checkpoint.ts";
import { verifyLog } from "#verifier/verify-log.ts";
import { addSupplies, listPlaces, openBenchBook, postRows, timeOf } from "./cases/bench-book.ts";

/**
 * How many entries a second get their number and their leaf, against numbering alone as it was before there was a log; how
 * many the verifier reads; and what posting costs while the numbering worker runs beside it, against posting alone. Entries of two
 * movements, posted one by one. The log is held against the book, and verified, before its times are told.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const ENTRIES = IS_SMOKE ? 600 : 20_000;
const CLIENTS = 4;
/** The house-keeping's is a minute. */
const WORKER_PAUSE_MS = 1000;

const parent = mkdtempSync(join(tmpdir(), "wellspring-bench-log-"));
const book = await openBenchBook(CLIENTS + 2);
const context = { ...book.context, logKeys: { directory: parent, host: null } };
const supplies = await addSupplies(book, (await listPlaces(book)).slice(0, 40), 400);

async function postOne(index: number): Promise<void> {
  const supply = supplies[index % supplies.length]!;
  const move = (kind: string, from: string, to: string) => ({
    supply_id: supply.supplyId,
    kind,
    reversal: false,
    quantity: 1 + (index % 9),
    from_party_id: supply.partyId,
    from_site_id: supply.siteId,
    from_stage: from,
    to_party_id: supply.partyId,
    to_site_id: supply.siteId,
    to_stage: to,
    recipient_id: null,
    consignment_id: null,
    occurred_from: "2020-03-01",
    occurred_to: "2020-03-31",
    occurred_precision: "month",
    occurred_text: "2020-03",
  });
  await postRows(book, [move("pledge", "produced", "available"), move("reserve", "available", "reserved")]);
}

/** Posts all entries from several clients; milliseconds. */
async function postAll(): Promise<number> {
  let next = 0;
  const client = async (): Promise<void> => {
    for (let index = next++; index < ENTRIES; index = next++) await postOne(index);
  };
  return await timeOf(async () => await Promise.all(Array.from({ length: CLIENTS }, client)));
}

await postAll(); // the first accounts are made, and caches are warm
await numberEntries(context);
const alone = await postAll();
console.error(`log: ${ENTRIES} entries posted`);

// Numbering alone, as it was: taken back, then done again with the log.
const numberMs = await timeOf(async () => {
  await book.owner.query("begin");
  await book.owner.query("select number_entries()");
  await book.owner.query("rollback");
});
const logMs = await timeOf(async () => await numberEntries(context));
console.error(`log: numbered in ${Math.round(numberMs)} ms, with the log in ${Math.round(logMs)} ms`);

let isPosting = true;
const worker = (async () => {
  while (isPosting) {
    await numberEntries(context);
    await setTimeout(WORKER_PAUSE_MS);
  }
})();
const beside = await postAll();
isPosting = false;
await worker;
const size = await numberEntries(context);

const checked = await checkLog(context);
if (!checked.matches || checked.size !== 3 * ENTRIES)
  throw new Error(`bench: the log differs: ${JSON.stringify(checked)}`);
await signCheckpoint(context);
const exported = await exportLog(context);
if (!exported.ok) throw new Error(exported.refusal.code);
const files = new Map<string, Uint8Array>();
for await (const { path, bytes } of exported.value.files()) files.set(path, bytes);
const source = { name: "bench", read: async (path: string) => await Promise.resolve(files.get(path)) };
let answer = "";
const verifyMs = await timeOf(async () => {
  const verdict = await verifyLog(source);
  if (!verdict.fits) throw new Error(`bench: the log does not verify: ${JSON.stringify(verdict)}`);
  // What the leaves say, that is the same in every run: identifiers, times and salts are not.
  const { entries, movements, supplies: supplyCount, figures } = verdict;
  answer = JSON.stringify({ entries, movements, supplyCount, figures });
});
const bytes = [...files].reduce((sum, [path, file]) => sum + (path.startsWith("tile/") ? file.length : 0), 0);
await book.close();
rmSync(parent, { recursive: true, force: true });

const perSecond = (count: number, milliseconds: number) => Math.round((count / milliseconds) * 1000);
console.log(
  JSON.stringify({
    entries: ENTRIES,
    numberedAndLoggedPerSecond: perSecond(ENTRIES, logMs),
    numberedAlonePerSecond: perSecond(ENTRIES, numberMs),
    postedPerSecond: perSecond(ENTRIES, alone),
    postedBesideWorkerPerSecond: perSecond(ENTRIES, beside),
    verifiedPerSecond: perSecond(size, verifyMs),
    publishedBytesPerEntry: Math.round(bytes / size),
    hash: createHash("sha256").update(answer).digest("hex"),
  }),
);
