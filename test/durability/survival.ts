import { keepHouse } from "#app/keep-house.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { checkLog } from "#app/log/check-log.ts";
import { exportLog } from "#app/log/export-log.ts";
import { readRoot } from "#app/log/read-root.ts";
import type { AppContext } from "#app/context.ts";
import { openDatabase } from "#store/database.ts";
import { readLogState } from "#store/log.ts";
import { verifyLog } from "#verifier/verify-log.ts";
import { makeContext } from "./book-context.ts";
import type { Load } from "./load.ts";

/** What is in a database that was opened again. */
export interface Survival {
  readonly entries: number;
  /** Acknowledged entries that are not there. */
  readonly lost: number;
  /** Everything that is not as it must be; empty where all is well. */
  readonly faults: readonly string[];
  /** What `ledger check` and the verifier said; `null` where only the first were looked for. */
  readonly checked: object | null;
}

/**
 * Opens the database and looks whether every acknowledged entry is there, none that nobody sent, and whether the log still has, at
 * the size of the last checkpoint that a client was shown, the root that was signed. `thorough`: also checks the
 * ledger, signs, and verifies the published log as anybody can, held to that checkpoint and to the first one.
 */
export async function checkSurvival(home: string, load: Load, thorough: boolean): Promise<Survival> {
  // As it is before the book is read: the load may go on meanwhile.
  const [acknowledged, maybe, shown] = [[...load.acknowledged], [...load.underWay], [...load.checkpoints]];
  const opened = await openDatabase({ directory: home, statementTimeoutMs: 0 });
  try {
    const context = await makeContext(opened.db, home);
    const faults = load.wrong.slice(0, 3);
    const entries = new Set((await opened.db.selectFrom("entry").select("id").execute()).map(({ id }) => id));
    const lost = acknowledged.filter((id) => !entries.has(id));
    if (lost.length > 0)
      faults.push(`${lost.length} acknowledged entries are lost: ${lost.slice(0, 3).join(", ")}`);
    const doubled = acknowledged.length - new Set(acknowledged).size;
    if (doubled > 0) faults.push(`${doubled} commands were answered twice`);
    const signed = shown.at(-1);
    if (signed !== undefined) faults.push(...(await findForked(context, signed)));
    const checked = thorough ? await checkAll(context, shown, faults) : null;
    const ours = new Set([...acknowledged, ...maybe, ...load.acknowledged, ...load.underWay]);
    const strange = [...entries].filter((id) => !ours.has(id));
    if (strange.length > 0)
      faults.push(`${strange.length} entries that nobody sent: ${strange.slice(0, 3).join(", ")}`);
    return { entries: entries.size, lost: lost.length, faults, checked };
  } finally {
    await opened.close();
  }
}

async function findForked(context: AppContext, note: string): Promise<string[]> {
  const [, sizeText = "", root] = note.split("\n");
  const size = Number(sizeText);
  const { size: held } = await readLogState(context.database);
  if (held < size) return [`the log has ${held} entries, of which ${size} were signed`];
  const found = Buffer.from(await readRoot(context.database, size)).toString("base64");
  return found === root ? [] : [`the log's root at ${size} is ${found}, not ${root}, which was signed`];
}

async function checkAll(context: AppContext, shown: readonly string[], faults: string[]): Promise<object> {
  const { unsigned } = await keepHouse(context);
  if (unsigned !== null) faults.push(`the log is not signed: ${JSON.stringify(unsigned)}`);
  const { rollUp, ...book } = await checkLedger(context);
  if (!book.sumZero || book.negative !== 0 || !book.balancesMatch)
    faults.push(`the ledger does not hold: ${JSON.stringify(book)}`);
  if (!rollUp.matches) faults.push(`the roll-up does not hold: ${JSON.stringify(rollUp)}`);
  const log = await checkLog(context);
  if (!log.matches || log.size < book.ledgerPosition)
    faults.push(`the log does not hold: ${JSON.stringify(log)}`);
  const exported = await exportLog(context);
  if (!exported.ok) throw new Error(exported.refusal.code);
  const files = new Map<string, Uint8Array>();
  for await (const { path, bytes } of exported.value.files()) files.set(path, bytes);
  const source = {
    name: "the published log",
    read: async (path: string) => await Promise.resolve(files.get(path)),
  };
  for (const earlier of new Set([shown[0], shown.at(-1)])) {
    const since = earlier === undefined ? undefined : { checkpoint: Buffer.from(earlier) };
    const verdict = await verifyLog(source, { since });
    if (!verdict.fits) faults.push(`the published log does not hold: ${JSON.stringify(verdict.fault)}`);
  }
  return { entries: book.entries, movements: book.postings / 2, signed: log.signed };
}
