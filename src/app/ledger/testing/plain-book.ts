import type { Stage } from "#core/ledger/movement.ts";
import type { NotEnoughUnitsRefusal } from "#core/ledger/post-entry.ts";
import type { SupplyRecalledRefusal } from "#core/recall/recall.ts";
import type { StepNotAllowedRefusal } from "#core/steps.ts";

/** A command on one supply, all of whose units are in one place. */
export type PlainCommand =
  | {
      readonly does: "move";
      /** Through the program, which decides before it posts; or straight into the book, where only the database can refuse. */
      readonly way: "program" | "database";
      readonly kind: string;
      readonly reversal: boolean;
      readonly from: Stage;
      readonly to: Stage;
      readonly quantity: number;
    }
  | { readonly does: "recall"; readonly recall: string }
  | { readonly does: "lift"; readonly recall: string }
  /** Recalled units leave quarantine for good; those that had been used before pass `received` on their way. */
  | { readonly does: "account"; readonly recall: string; readonly to: Stage; readonly quantity: number };

/** Why a command was refused. `available`: what the account had, as its sender was told; `null` where it was told no more than no. */
export interface PlainRefusal {
  readonly code: (NotEnoughUnitsRefusal | SupplyRecalledRefusal | StepNotAllowedRefusal)["code"];
  readonly available: number | null;
}

export type Answer = { readonly ok: true } | { readonly ok: false; readonly refusal: PlainRefusal };

/** One sending of a command, and what its sender was told. */
export interface Sent {
  /** The command's: sent twice it has the same. */
  readonly id: string;
  /** What one connection sends it sends one after the other. */
  readonly connection: number;
  readonly command: PlainCommand;
  readonly answer: Answer;
  /** What the entry of the command moves, as it was then found; nothing where there is none. */
  readonly moves: readonly Move[];
}

/** Units that leave one stage and enter another. */
export type Move = readonly [from: Stage, to: Stage, quantity: number];

/** The plain book of one supply: what has come into each stage and gone out of it, its recalls, and which commands are in it. */
export interface PlainBook {
  readonly totals: Map<Stage, readonly [unitsIn: number, unitsOut: number]>;
  readonly recalls: Map<string, "open" | "lifted">;
  /** Accepted commands, and those of them that have posted an entry. */
  readonly accepted: Set<string>;
  readonly posted: Set<string>;
}

export function newPlainBook(): PlainBook {
  return { totals: new Map(), recalls: new Map(), accepted: new Set(), posted: new Set() };
}

type Decided =
  | { readonly ok: true; readonly moves: readonly Move[] }
  | { readonly ok: false; readonly refusal: PlainRefusal };

/** Where units of a recalled supply may not stand, and where there may be no more of them. */
const FREE: readonly Stage[] = ["available", "received"];
const NO_MORE: readonly Stage[] = ["reserved", "in_transit", "used"];

/**
 * Puts what was sent in one round, at once from several connections, into an order in which the plain book, one command after the
 * other, gives the very answers that the senders got and moves what their entries moved, and carries it out on the book. Returns false, with the book
 * as it was, where there is no such order: then the answers were those of no book.
 *
 * A first acceptance does what the command says. A later one of the same command does nothing. A refusal is the plain book's, with the
 * units that it names, and its command has not been accepted before. Each connection's
 * own order is kept. Searched depth-first: at worst exponential in what was sent, so rounds are short.
 */
export function applyInSomeOrder(book: PlainBook, sent: readonly Sent[]): boolean {
  const connections = new Set(sent.map(({ connection }) => connection));
  const queues = [...connections].map((one) => sent.filter(({ connection }) => connection === one));
  return search(book, queues, new Set());
}

function search(book: PlainBook, queues: readonly (readonly Sent[])[], failed: Set<string>): boolean {
  if (queues.every((queue) => queue.length === 0)) return true;
  // What is left decides what is in the book: of the same rest nothing else can come.
  const rest = queues.map((queue) => queue.length).join();
  if (failed.has(rest)) return false;
  for (const [index, [next, ...later]] of queues.entries()) {
    if (next === undefined) continue;
    const undo = take(book, next);
    if (undo === undefined) continue;
    if (search(book, queues.with(index, later), failed)) return true;
    undo();
  }
  failed.add(rest);
  return false;
}

/** Carries out what was sent if the book gives the same answer; returns how to take it back, or `undefined`. */
function take(book: PlainBook, { id, command, answer, moves }: Sent): (() => void) | undefined {
  const nothing = (): void => undefined;
  if (book.accepted.has(id)) return answer.ok ? nothing : undefined;
  const decided = decide(book, command);
  if (!decided.ok) {
    if (answer.ok || answer.refusal.code !== decided.refusal.code) return undefined;
    const { available } = answer.refusal;
    return available === null || available === decided.refusal.available ? nothing : undefined;
  }
  // The order matters: a movement before a recall leaves other movements behind than one after it.
  const isSame = answer.ok && JSON.stringify(moves) === JSON.stringify(decided.moves);
  return isSame ? carryOut(book, { id, command, moves }) : undefined;
}

function carryOut(
  { totals, recalls, accepted, posted }: PlainBook,
  {
    id,
    command,
    moves,
  }: { readonly id: string; readonly command: PlainCommand; readonly moves: readonly Move[] },
): () => void {
  const before = [new Map(totals), new Map(recalls)] as const;
  addTo(totals, moves);
  if (command.does === "recall") recalls.set(command.recall, "open");
  if (command.does === "lift") recalls.set(command.recall, "lifted");
  accepted.add(id);
  if (moves.length > 0) posted.add(id);
  return () => {
    totals.clear();
    for (const [stage, units] of before[0]) totals.set(stage, units);
    recalls.clear();
    for (const [recall, status] of before[1]) recalls.set(recall, status);
    accepted.delete(id);
    posted.delete(id);
  };
}

function addTo(totals: Map<Stage, readonly [number, number]>, moves: readonly Move[]): void {
  for (const [from, to, quantity] of moves) {
    const [unitsIn, unitsOut] = totals.get(from) ?? [0, 0];
    totals.set(from, [unitsIn, unitsOut + quantity]);
    const [enteredIn, enteredOut] = totals.get(to) ?? [0, 0];
    totals.set(to, [enteredIn + quantity, enteredOut]);
  }
}

function unitsIn({ totals }: PlainBook, stage: Stage): number {
  const [entered, left] = totals.get(stage) ?? [0, 0];
  return entered - left;
}

/** What the book answers to a command, and which units it then moves. */
function decide(book: PlainBook, command: PlainCommand): Decided {
  switch (command.does) {
    case "recall": {
      const held = FREE.filter((stage) => unitsIn(book, stage) > 0);
      return { ok: true, moves: held.map((stage) => [stage, "quarantined", unitsIn(book, stage)]) };
    }
    case "lift":
      return book.recalls.get(command.recall) === "open"
        ? { ok: true, moves: [] }
        : refuse("step_not_allowed");
    case "account": {
      if (book.recalls.get(command.recall) !== "open") return refuse("step_not_allowed");
      const { to, quantity } = command;
      return to === "used"
        ? bound(book, [
            ["quarantined", "received", quantity],
            ["received", to, quantity],
          ])
        : bound(book, [["quarantined", to, quantity]]);
    }
    case "move":
      return decideMove(book, command);
  }
}

function decideMove(book: PlainBook, command: PlainCommand & { readonly does: "move" }): Decided {
  const { way, kind, reversal, from, to, quantity } = command;
  const isRecalled = [...book.recalls.values()].includes("open");
  if (!isRecalled) return bound(book, [[from, to, quantity]]);
  const takesMore = !reversal && NO_MORE.includes(to);
  if (way === "database") {
    const asSent = bound(book, [[from, to, quantity]]);
    if (!asSent.ok) return asSent;
    const leaves = FREE.includes(from) && unitsIn(book, from) > quantity;
    const isFree = leaves || (FREE.includes(to) && unitsIn(book, to) + quantity > 0);
    return isFree || takesMore ? refuse("supply_recalled") : asSent;
  }
  if (takesMore) return refuse("supply_recalled");
  // What goes back where it came from stays in quarantine; what would stand free goes on there, what is missing comes from there.
  const kept = kind === "withdraw" && !reversal ? "quarantined" : to;
  const moves: Move[] = [[from, kept, quantity]];
  const after = new Map<Stage, number>([[from, unitsIn(book, from) - quantity]]);
  after.set(kept, unitsIn(book, kept) + quantity);
  for (const [stage, units] of after) {
    if (!FREE.includes(stage) || units === 0) continue;
    moves.push(units > 0 ? [stage, "quarantined", units] : ["quarantined", stage, 0 - units]);
  }
  return bound(book, moves);
}

/** The moves, if no account but the outside falls below zero by all of them together. */
function bound(book: PlainBook, moves: readonly Move[]): Decided {
  const totals = new Map(book.totals);
  addTo(totals, moves);
  for (const [stage, [entered, left]] of totals) {
    if (stage !== "produced" && left > entered) return refuse("not_enough_units", unitsIn(book, stage));
  }
  return { ok: true, moves };
}

function refuse(code: PlainRefusal["code"], available: number | null = null): Decided {
  return { ok: false, refusal: { code, available } };
}
