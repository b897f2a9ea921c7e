import type { FaultRule } from "./fault.ts";
import { FigureSums } from "./figures.ts";
import { type Account, type Body, type Leaf, type Movement, type Supply, writeCanonical } from "./leaf.ts";

/** The stage outside the book, from which every unit comes: the only one that may be below zero. */
const OUTSIDE = "produced";

/** Which stages a kind of movement leaves and enters; a reversal goes the other way. */
const STAGES: Readonly<Record<string, readonly [from: readonly string[], to: readonly string[]]>> = {
  pledge: [["produced"], ["available"]],
  withdraw: [["available"], ["produced"]],
  reserve: [["available"], ["reserved"]],
  release: [["reserved"], ["available"]],
  dispatch: [["reserved"], ["in_transit"]],
  clear_export: [["in_transit"], ["in_transit"]],
  clear_import: [["in_transit"], ["in_transit"]],
  receive: [["in_transit"], ["received"]],
  surplus: [["produced"], ["received"]],
  transfer: [["received"], ["received"]],
  quarantine: [["received", "available"], ["quarantined"]],
  unquarantine: [["quarantined"], ["received", "available"]],
  use: [["received"], ["used"]],
  waste: [["received", "quarantined", "in_transit"], ["wasted"]],
  lose: [["received", "quarantined", "in_transit"], ["lost"]],
  return: [["received", "quarantined", "in_transit"], ["returned"]],
};

/** A rule of the book that an entry breaks, and how. */
export interface Breach {
  readonly rule: FaultRule;
  readonly reason: string;
}

/** Units by name, of accounts or of ways between them. */
type Units = Map<string, bigint>;

/** What the book has of one supply. */
interface Holding {
  readonly supply: Supply;
  /** The same as text. */
  readonly written: string;
  /** Units in each account. */
  readonly balances: Units;
  /** By kind, from and to: units that were moved so and not taken back. */
  readonly moved: Units;
}

/**
 * The book as the entries so far make it. Each movement takes from one account what it gives to another, so that the sum over all
 * accounts is zero whatever is posted; what can be wrong is checked entry by entry. An entry is one fact: the order of its movements
 * does not matter.
 */
export class Book {
  readonly #entries = new Set<string>();
  readonly #holdings = new Map<string, Holding>();
  #numberedAt = "";
  readonly figures = new FigureSums();
  movements = 0;

  get supplies(): number {
    return this.#holdings.size;
  }

  /** What of an entry's head does not fit those before it; `undefined` where all does, and then it is one of them. */
  addHead(leaf: Leaf): Breach | undefined {
    const { entry, corrects, numberedAt } = leaf;
    if (this.#entries.has(entry))
      return { rule: "entry_repeated", reason: "the entry stands in the log twice" };
    if (corrects !== null && !this.#entries.has(corrects)) {
      return { rule: "unknown_correction", reason: `it corrects ${corrects}, which no entry before it is` };
    }
    if (numberedAt < this.#numberedAt) {
      return {
        rule: "time_reversed",
        reason: `it got its position at ${numberedAt}, the entry before it at ${this.#numberedAt}`,
      };
    }
    this.#numberedAt = numberedAt;
    this.#entries.add(entry);
    return undefined;
  }

  /**
   * What of an entry's movements and supplies breaks a rule of the book; `undefined` where none does, and then it is posted.
   * Linear in movements.
   */
  post({ movements, supplies }: Body): Breach | undefined {
    for (const supply of supplies) {
      const written = writeCanonical(supply);
      const known = this.#holdings.get(supply.supply);
      if (known === undefined) {
        this.#holdings.set(supply.supply, { supply, written, balances: new Map(), moved: new Map() });
      } else if (known.written !== written) {
        return { rule: "supply_changed", reason: `the supply ${supply.supply} was ${known.written} before` };
      }
    }
    if (movements.length === 0) return { rule: "movement_malformed", reason: "it moves nothing" };
    const touched = new Map<Holding, { readonly balances: Units; readonly moved: Units }>();
    for (const [index, movement] of movements.entries()) {
      const holding = this.#holdings.get(movement.supply);
      const breach = findBreach(movement, index);
      if (breach !== undefined) return breach;
      if (holding === undefined) return describeUnknown(movement);
      const after = touched.get(holding) ?? { balances: new Map(), moved: new Map() };
      touched.set(holding, after);
      move(movement, holding, after);
    }
    const breach = findUnstated({ movements, supplies }) ?? findOverdrawn(touched);
    if (breach !== undefined) return breach;
    for (const [{ balances, moved }, after] of touched) {
      for (const [account, units] of after.balances) balances.set(account, units);
      for (const [way, units] of after.moved) moved.set(way, units);
    }
    for (const movement of movements) {
      const holding = this.#holdings.get(movement.supply);
      if (holding !== undefined) this.figures.add(movement, holding.supply);
    }
    this.movements += movements.length;
    return undefined;
  }
}

/** What of a movement by itself breaks a rule. */
function findBreach(movement: Movement, index: number): Breach | undefined {
  const { line, kind, reversal, from, to, occurred } = movement;
  const malformed = (reason: string): Breach => ({ rule: "movement_malformed", reason });
  if (line !== index + 1) return malformed(`line ${line} stands where line ${index + 1} should`);
  if (from.every((part, place) => part === to[place])) return malformed(`line ${line} moves nothing`);
  if (occurred[0] > occurred[1]) return malformed(`line ${line} ends before it begins`);
  const stages = Object.hasOwn(STAGES, kind) ? STAGES[kind] : undefined;
  const [leaves, enters] = reversal ? [to[2], from[2]] : [from[2], to[2]];
  if (stages?.[0].includes(leaves) === true && stages[1].includes(enters)) return undefined;
  const what = `${kind}${reversal ? " taken back" : ""}`;
  return {
    rule: "stage_not_reachable",
    reason: `line ${line}: ${what} does not lead from ${from[2]} to ${to[2]}`,
  };
}

function describeUnknown({ line, supply }: Movement): Breach {
  return {
    rule: "supply_unknown",
    reason: `line ${line}: no entry so far says what the supply ${supply} is`,
  };
}

/** Adds a movement to what its supply has after the entry. */
function move(
  { kind, reversal, from, to, quantity }: Movement,
  holding: Holding,
  after: { readonly balances: Units; readonly moved: Units },
): void {
  const units = BigInt(quantity);
  const [source, target] = [nameAccount(from), nameAccount(to)];
  const add = (of: "balances" | "moved", name: string, change: bigint): void => {
    after[of].set(name, (after[of].get(name) ?? holding[of].get(name) ?? 0n) + change);
  };
  add("balances", source, -units);
  add("balances", target, units);
  if (reversal) add("moved", `${kind} ${target} to ${source}`, -units);
  else add("moved", `${kind} ${source} to ${target}`, units);
}

/** The first account that an entry leaves below zero; or the first way on which it takes back what was not moved. */
function findOverdrawn(
  touched: ReadonlyMap<Holding, { readonly balances: Units; readonly moved: Units }>,
): Breach | undefined {
  for (const [{ supply }, { balances, moved }] of touched) {
    for (const [account, units] of balances) {
      if (units >= 0n || isOutside(account)) continue;
      const reason = `it leaves the account ${account} of the supply ${supply.supply} with ${units} units`;
      return { rule: "below_zero", reason };
    }
    for (const [way, units] of moved) {
      if (units >= 0n) continue;
      const reason = `it takes back ${-units} units more than moved by ${way}, of the supply ${supply.supply}`;
      return { rule: "reversal_unfounded", reason };
    }
  }
  return undefined;
}

/** Where the supplies of an entry are not those of which it brings units from outside, each once. */
function findUnstated({ movements, supplies }: Body): Breach | undefined {
  const brought = new Set(movements.filter(({ from }) => from[2] === OUTSIDE).map(({ supply }) => supply));
  const listed = new Set<string>();
  for (const { supply } of supplies) {
    const reason = listed.has(supply)
      ? `it says twice what the supply ${supply} is`
      : `it says what the supply ${supply} is, and brings no units of it from outside`;
    if (listed.has(supply) || !brought.has(supply)) return { rule: "supplies_differ", reason };
    listed.add(supply);
  }
  const missing = [...brought].find((supply) => !listed.has(supply));
  if (missing === undefined) return undefined;
  const reason = `it brings units of the supply ${missing} from outside, and does not say what that is`;
  return { rule: "supplies_differ", reason };
}

/** The account's name among those of its supply, which no other has: party and site are free text, and cannot just be joined. */
function nameAccount(account: Account): string {
  return JSON.stringify(account);
}

/** Whether the account of this name is outside the book. Its last member is the stage; a quote within one would be escaped. */
function isOutside(name: string): boolean {
  return name.endsWith(`,"${OUTSIDE}"]`);
}
