import { canonicalJson } from "#core/canonical-json.ts";
import type { MalformedRefusal, Result } from "#core/result.ts";
import { dayOf } from "#core/time.ts";
import { countReportedFigures, readCommittedState } from "#store/committed-state.ts";
import type { AppContext } from "../context.ts";
import { numberForReading } from "../log/number-entries.ts";
import { readStatement, type Statement, type StatementRequest } from "./read-statement.ts";

type StatementRead = Result<Statement, MalformedRefusal>;

/** Rows of statements kept at most, all together; a statement beyond it is computed anew each time. */
const ROWS_MAX = 50_000;
/** An empty statement takes room too. */
const STATEMENTS_MAX = 500;

/** Statements computed from one state of the book, from the one asked for longest ago to the newest. */
interface Kept {
  /** As `readCommittedState` gave it before the rest was read. */
  committed: string;
  /** Ledger position, reported figures and the day: what statements are computed from. */
  basis: string;
  readonly reads: Map<string, Promise<StatementRead>>;
  readonly rowCounts: Map<string, number>;
}

/** What is kept for each open database: a program has one, a test as many as it opens. */
const keptOf = new WeakMap<AppContext, Kept>();

/**
 * The statement as {@link readStatement} computes it, computed once for each question while the ledger position, the
 * reported figures and the day are the same; those who ask at the same time wait for the same one. What was posted
 * before it is asked for counts, unless thousands of entries wait for their number just then.
 */
export async function readCachedStatement(
  context: AppContext,
  request: StatementRequest,
): Promise<StatementRead> {
  const kept = await refresh(context);
  // Members that were left out and such as are undefined are the same question.
  const key = canonicalJson(JSON.parse(JSON.stringify(request)));
  const earlier = kept.reads.get(key);
  if (earlier !== undefined) {
    kept.reads.delete(key);
    kept.reads.set(key, earlier);
    return await earlier;
  }
  const computed = readStatement(context, request);
  kept.reads.set(key, computed);
  try {
    const read = await computed;
    if (kept.reads.get(key) === computed) keep(kept, key, read);
    return read;
  } catch (error) {
    kept.reads.delete(key);
    throw error;
  }
}

/** What is kept, emptied where anything that statements are computed from has changed. */
async function refresh(context: AppContext): Promise<Kept> {
  const { database } = context;
  const today = dayOf(context.now());
  const committed = `${await readCommittedState(database)} ${today}`;
  const before = keptOf.get(context);
  if (before?.committed === committed) return before;
  const position = await numberForReading(context);
  const basis = `${position} ${await countReportedFigures(database)} ${today}`;
  const now = keptOf.get(context);
  if (now?.basis === basis) {
    now.committed = committed;
    return now;
  }
  // A new one, never the old one emptied: who still computes from the old state must not put it in here.
  const kept: Kept = { committed, basis, reads: new Map(), rowCounts: new Map() };
  keptOf.set(context, kept);
  return kept;
}

/** Keeps a statement, and lets go of those asked for longest ago where there would be too many rows. */
function keep(kept: Kept, key: string, read: StatementRead): void {
  if (!read.ok) {
    kept.reads.delete(key);
    return;
  }
  kept.rowCounts.set(key, read.value.rows.length);
  let rows = [...kept.rowCounts.values()].reduce((sum, count) => sum + count, 0);
  for (const oldest of kept.reads.keys()) {
    if (rows <= ROWS_MAX && kept.rowCounts.size <= STATEMENTS_MAX) break;
    const count = kept.rowCounts.get(oldest);
    if (count === undefined) continue; // still being computed
    rows -= count;
    kept.reads.delete(oldest);
    kept.rowCounts.delete(oldest);
  }
}
