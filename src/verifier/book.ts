import type { FaultRule } from "./fault.ts";
import { FigureSums } from "./figures.ts";
import { type Account, type Body, type Leaf, type Movement, type Supply, writeCanonical } from "./leaf.ts";

/** Which stages a kind of movement leaves and enters; a reversal goes the other way. `produced` is outside the book. */
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
  quarantine: [["received"], ["quarantined"]],
  unquarantine: [["quarantined"], ["received"]],
  use: [["received"], ["used"]],
  waste: [["received", "quarantined", "in_transit"], ["wasted"]],
  lose: [["received", "in_transit"], ["lost"]],
  return: [["received", "quarantined", "in_transit"], ["returned"]],
};

/** A rule of the book that an entry breaks, and how. */
export interface Breach {
  readonly rule: FaultRule;
  readonly reason: string;
}

/**
 * The book as the entries so far make it. Each movement takes from one account what it gives to another, so that the sum over all
 * accounts is zero whatever is posted; what can be wrong is checked entry by entry.
 */
export class Book {
  readonly #entries = new Set<string>();
  readonly #supplies = new Map<string, Supply>();
  readonly #balances = new Map<string, bigint>();
  #numberedAt = "";
  readonly figures = new FigureSums();
  movements = 0;

  get supplies(): number {
    return this.#supplies.size;
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

  /** What of an entry's movements and supplies breaks a rule of the book; `undefined` where none does, and then it is posted. */
  post({ movements, supplies }: Body): Breach | undefined {
    for (const supply of supplies) {
      const known = this.#supplies.get(supply.supply);
      const before = known === undefined ? undefined : writeCanonical(known);
      if (before !== undefined && before !== writeCanonical(supply)) {
        return { rule: "supply_changed", reason: `the supply ${supply.supply} was ${before} before` };
      }
      this.#supplies.set(supply.supply, supply);
    }
    if (movements.length === 0) return { rule: "movement_malformed", reason: "it moves nothing" };
    for (const [index, movement] of movements.entries()) {
      const breach = this.#findBreach(movement, index);
      if (breach !== undefined) return breach;
    }
    const touched = new Map<string, bigint>();
    for (const { supply, from, to, quantity } of movements) {
      this.#move(touched, supply, from, -BigInt(quantity));
      this.#move(touched, supply, to, BigInt(quantity));
    }
    for (const [account, balance] of touched) {
      if (balance < 0n && !isOutside(account)) {
        return { rule: "below_zero", reason: `it leaves the account ${account} with ${balance} units` };
      }
    }
    for (const [account, balance] of touched) this.#balances.set(account, balance);
    for (const movement of movements) {
      const supply = this.#supplies.get(movement.supply);
      if (supply !== undefined) this.figures.add(movement, supply);
    }
    this.movements += movements.length;
    return undefined;
  }

  #findBreach(movement: Movement, index: number): Breach | undefined {
    const { line, kind, reversal, supply, from, to, occurred } = movement;
    const malformed = (reason: string): Breach => ({ rule: "movement_malformed", reason });
    if (line !== index + 1) return malformed(`line ${line} stands where line ${index + 1} should`);
    if (nameAccount(supply, from) === nameAccount(supply, to)) return malformed(`line ${line} moves nothing`);
    if (occurred[0] > occurred[1]) return malformed(`line ${line} ends before it begins`);
    const stages = Object.hasOwn(STAGES, kind) ? STAGES[kind] : undefined;
    const [leaves, enters] = reversal ? [to[2], from[2]] : [from[2], to[2]];
    if (stages?.[0].includes(leaves) !== true || !stages[1].includes(enters)) {
      const way = `${from[2]} to ${to[2]}`;
      const what = `${kind}${reversal ? " taken back" : ""}`;
      return { rule: "stage_not_reachable", reason: `line ${line}: ${what} does not lead from ${way}` };
    }
    if (this.#supplies.has(supply)) return undefined;
    return {
      rule: "supply_unknown",
      reason: `line ${line}: no entry so far says what the supply ${supply} is`,
    };
  }

  #move(touched: Map<string, bigint>, supply: string, account: Account, units: bigint): void {
    const name = nameAccount(supply, account);
    touched.set(name, (touched.get(name) ?? this.#balances.get(name) ?? 0n) + units);
  }
}

/** The account's name, which no other has: party and site are free text, so they cannot just be joined. */
function nameAccount(supply: string, account: Account): string {
  return JSON.stringify([supply, ...account]);
}

/** Whether the account of this name is outside the book. Its last member is the stage; a quote within one would be escaped. */
function isOutside(name: string): boolean {
  return name.endsWith(',"produced"]');
}
