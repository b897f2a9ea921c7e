/** One sending of a command of one movement, and what its sender was told. */
export interface Sent {
  /** The command's: sent twice it has the same. */
  readonly id: string;
  /** What one connection sends it sends one after the other. */
  readonly connection: number;
  /** Accounts that units leave and enter, as text. */
  readonly from: string;
  readonly to: string;
  /** Whether the account that units leave may fall below zero: the outside. */
  readonly isUnbounded: boolean;
  readonly quantity: number;
  readonly answer: Answer;
}

/** `available` is what the refusal says that the account had; `null` where it says no more than no. */
export type Answer = { readonly ok: true } | { readonly ok: false; readonly available: number | null };

/** The plain book: units in each account, and which commands are in it. */
export interface PlainBook {
  readonly units: Map<string, number>;
  readonly posted: Set<string>;
}

/**
 * Puts what was sent in one round, at once from several connections, into an order in which the plain book, one command after the
 * other, gives the very answers that the senders got, and carries it out on the book. Returns false, with the book
 * as it was, where there is no such order: then the answers were those of no book.
 *
 * A first acceptance moves the units, which have to be there. A later one of the same command moves nothing. A refusal needs
 * fewer units than are asked for, just as many as it names, and that its command has not been accepted before. Each connection's
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
    if (next === undefined || !fits(book, next)) continue;
    const isFirst = next.answer.ok && !book.posted.has(next.id);
    if (isFirst) move(book, next, 1);
    if (search(book, queues.with(index, later), failed)) return true;
    if (isFirst) move(book, next, -1);
  }
  failed.add(rest);
  return false;
}

function fits({ units, posted }: PlainBook, { id, from, isUnbounded, quantity, answer }: Sent): boolean {
  const held = units.get(from) ?? 0;
  if (answer.ok) return posted.has(id) || isUnbounded || held >= quantity;
  const isShort = !isUnbounded && held < quantity;
  return isShort && !posted.has(id) && (answer.available === null || answer.available === held);
}

function move({ units, posted }: PlainBook, { id, from, to, quantity }: Sent, sign: 1 | -1): void {
  units.set(from, (units.get(from) ?? 0) - sign * quantity);
  units.set(to, (units.get(to) ?? 0) + sign * quantity);
  if (sign === 1) posted.add(id);
  else posted.delete(id);
}
