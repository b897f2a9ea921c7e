import type { Wording } from "./wording.ts";

/** What the rows of a problem are called, in one language. */
export interface Naming {
  readonly item: (index: number) => string;
  readonly site: (index: number) => string;
  readonly supply: (key: string) => string;
  /** A call line. */
  readonly line: (key: string) => string;
  readonly lane: (key: string) => string;
  readonly receiving: (key: string) => string;
  /** Units that a receiving limit lets in, or what else they are counted in. */
  readonly capacity: (key: string, amount: number) => string;
  /** Periods from one to another, both inclusive. */
  readonly span: (from: number, to: number) => string;
  /** How long so many periods are. */
  readonly length: (periods: number) => string;
  /** A team or piece of equipment, and a call for such. */
  readonly unit: (key: string) => string;
  readonly unitCall: (key: string) => string;
  /** A kind of facilities. */
  readonly facility: (kind: number) => string;
}

/** The names that follow from a problem file alone: keys, and numbers of items, sites and periods. */
export function nameByKeys({ say, isolate, units }: Wording): Naming {
  return {
    item: (number) => say("name.item", { number }),
    site: (number) => say("name.site", { number }),
    supply: (key) => say("name.supply", { key: isolate(key) }),
    line: (key) => isolate(key),
    lane: (key) => say("name.lane", { key: isolate(key) }),
    receiving: (key) => say("name.receiving", { key: isolate(key) }),
    capacity: (_, amount) => units(amount),
    span: (from, to) =>
      from === to ? say("name.period", { number: from }) : say("name.periods", { from, to }),
    length: (count) => say("amount.periods", { count }),
    unit: (key) => isolate(key),
    unitCall: (key) => isolate(key),
    facility: (number) => say("name.facility", { number }),
  };
}
