import { invariant } from "#core/invariant.ts";
import type { LoggedEntry, LoggedMovement, LoggedSupply } from "#core/log/log-entry.ts";
import type { Day } from "#core/time.ts";
import { findLoggedSupplies, findPublicAgreements, listLogged } from "#store/log.ts";
import { findNamedParties, type NamedParty } from "#store/public-movement.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext } from "../context.ts";

/** One movement as anybody may see it. */
export interface PublicMovement {
  readonly entry: Omit<LoggedEntry, "movements" | "supplies" | "userId" | "agreementId">;
  /** Recipient, consignment and agreement are `null` where they are withheld. */
  readonly movement: LoggedMovement;
  readonly supply: LoggedSupply;
  readonly giver: NamedParty;
  readonly recipient: NamedParty | null;
  /** The agreement of movement or entry, where it is public. */
  readonly agreementId: string | null;
  /** Whether anything is withheld, because it belongs to an agreement that does not stand. */
  readonly isHidden: boolean;
}

/** Which movements are listed. */
export interface MovementFilter {
  /** Nothing that was posted after this position. */
  readonly position: number;
  readonly scenario: string | null;
  /** The days within which the whole time of a movement must lie; `null` where an end is open. */
  readonly from: Day | null;
  readonly to: Day | null;
}

/** Movements read together, in the order of positions and lines. */
export interface MovementBatch {
  readonly movements: readonly PublicMovement[];
  /** Movements of the batch that may lie in the period or not: they are left out. */
  readonly straddling: number;
  /** Everything up to this position has been read. */
  readonly position: number;
}

/** Movements that are read at once, about; and entries, at first and at most. */
const MOVEMENTS = 10_000;
const ENTRIES_FIRST = 16;
const ENTRIES_MAX = 2048;

/**
 * The movements up to a position, batch by batch, each as the log publishes it: what belongs to an agreement is there while
 * that agreement stands, and who sent a command never is. All of it as of one moment, in one read-only transaction, which
 * lasts as long as the reading; a batch holds some {@link MOVEMENTS} movements, or one entry where that has more: as many entries
 * are asked for as would have held them in the batch before. To ask for more and cut off would read what is cut off each time.
 */
export async function* listPublicMovements(
  context: AppContext,
  filter: MovementFilter,
): AsyncGenerator<MovementBatch> {
  const transaction = await context.database
    .startTransaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute();
  try {
    const parties = new Map<string, NamedParty>();
    let span = ENTRIES_FIRST;
    for (let first = 1; first <= filter.position; ) {
      const last = Math.min(first + span - 1, filter.position);
      const entries = await listLogged(transaction, { first, last }, 2 * MOVEMENTS);
      const read = entries.at(-1)?.position;
      invariant(read !== undefined && read >= first, "positions have no gaps");
      yield { ...(await readBatch(transaction, entries, { filter, parties })), position: read };
      first = read + 1;
      const movements = entries.reduce((sum, entry) => sum + entry.movements.length, 1);
      span = Math.min(ENTRIES_MAX, Math.max(1, Math.floor((entries.length * MOVEMENTS) / movements)));
    }
  } finally {
    // Nothing was written, so that there is nothing to lose: where the connection is gone, what was under way has told it.
    await transaction
      .rollback()
      .execute()
      .catch(() => undefined);
  }
}

interface BatchFacts {
  readonly filter: MovementFilter;
  /** Those seen so far, by code: there are far fewer than movements. */
  readonly parties: Map<string, NamedParty>;
}

async function readBatch(
  database: Database,
  entries: readonly LoggedEntry[],
  { filter, parties }: BatchFacts,
): Promise<Omit<MovementBatch, "position">> {
  const all = entries.flatMap((entry) => entry.movements.map((movement) => ({ entry, movement })));
  const supplies = await findLoggedSupplies(database, [
    ...new Set(all.map(({ movement }) => movement.supplyId)),
  ]);
  const ofWorld = all.flatMap(({ entry, movement }) => {
    const supply = getFrom(supplies, movement.supplyId);
    return supply.scenario === filter.scenario ? [{ entry, movement, supply }] : [];
  });
  const within = ofWorld.filter(({ movement }) => isWithin(movement, filter));
  const straddling = ofWorld.filter(({ movement }) => mayLieWithin(movement, filter)).length - within.length;
  const published = await findPublicAgreements(
    database,
    within.flatMap(({ entry, movement }) => [movement.agreementId ?? [], entry.agreementId ?? []].flat()),
  );
  const codes = within.flatMap(({ movement, supply }) => [supply.giver, movement.recipient ?? []].flat());
  await learnParties(database, codes, parties);
  const movements = within.map(({ entry, movement, supply }): PublicMovement => {
    const {
      movements: _movements,
      supplies: _supplies,
      userId: _author,
      agreementId: ofEntry,
      ...head
    } = entry;
    const isKept = movement.agreementId !== null && !published.has(movement.agreementId);
    const shown = isKept ? { ...movement, recipient: null, consignment: null, agreementId: null } : movement;
    const named = movement.agreementId ?? ofEntry;
    return {
      entry: head,
      movement: shown,
      supply,
      giver: getFrom(parties, supply.giver),
      recipient: shown.recipient === null ? null : getFrom(parties, shown.recipient),
      agreementId: named !== null && published.has(named) ? named : null,
      isHidden: named !== null && !published.has(named),
    };
  });
  return { movements, straddling };
}

function isWithin({ occurred: [first, last] }: LoggedMovement, { from, to }: MovementFilter): boolean {
  return (from === null || first >= from) && (to === null || last <= to);
}

function mayLieWithin({ occurred: [first, last] }: LoggedMovement, { from, to }: MovementFilter): boolean {
  return (from === null || last >= from) && (to === null || first <= to);
}

async function learnParties(
  database: Database,
  codes: readonly string[],
  parties: Map<string, NamedParty>,
): Promise<void> {
  const unknown = [...new Set(codes)].filter((code) => !parties.has(code));
  if (unknown.length === 0) return;
  for (const [code, party] of await findNamedParties(database, unknown)) parties.set(code, party);
}

/** Foreign keys hold every one of them. */
function getFrom<Value>(map: ReadonlyMap<string, Value>, key: string): Value {
  const value = map.get(key);
  invariant(value !== undefined, `there is a ${key}`);
  return value;
}
