import type { Movement, Supply } from "./leaf.ts";

/** Which figure of a statement a kind of movement counts in, and with which sign; a reversal counts with the opposite one. */
const FIGURE_OF: Readonly<Record<string, readonly [figure: FigureName, sign: 1n | -1n]>> = {
  pledge: ["pledged", 1n],
  withdraw: ["pledged", -1n],
  reserve: ["agreed", 1n],
  release: ["agreed", -1n],
  dispatch: ["dispatched", 1n],
  clear_export: ["cleared", 1n],
  clear_import: ["importCleared", 1n],
  receive: ["received", 1n],
  surplus: ["received", 1n],
  use: ["used", 1n],
  waste: ["wasted", 1n],
  lose: ["lost", 1n],
  return: ["returned", 1n],
};

export const FIGURES = [
  "pledged",
  "agreed",
  "dispatched",
  "cleared",
  "importCleared",
  "received",
  "used",
  "wasted",
  "lost",
  "returned",
] as const;
export type FigureName = (typeof FIGURES)[number];

/** Units of one item, of one scenario or of none, as a statement of everything has them: whole base units, written out. */
export type ItemFigures = { readonly item: string; readonly scenario: string | null } & Readonly<
  Record<FigureName, string>
>;

/** Adds up what a statement says, from the entries alone. */
export class FigureSums {
  readonly #sums = new Map<string, { supply: Supply; units: Map<FigureName, bigint> }>();

  add({ kind, reversal, quantity }: Movement, supply: Supply): void {
    const counted = FIGURE_OF[kind];
    if (counted === undefined) return; // quarantine: the units have been received
    const key = JSON.stringify([supply["scenario"], supply["item"]]);
    const sums = this.#sums.get(key) ?? { supply, units: new Map<FigureName, bigint>() };
    const [figure, sign] = counted;
    const units = BigInt(quantity) * (reversal ? -sign : sign);
    sums.units.set(figure, (sums.units.get(figure) ?? 0n) + units);
    this.#sums.set(key, sums);
  }

  /** Item by item, in the order of scenario and item. */
  list(): ItemFigures[] {
    const keys = [...this.#sums.keys()].toSorted();
    return keys.flatMap((key) => {
      const sums = this.#sums.get(key);
      if (sums === undefined) return [];
      const written = FIGURES.map((figure) => [figure, String(sums.units.get(figure) ?? 0n)] as const);
      // Every figure is there: they are the table's names.
      const figures = Object.fromEntries(written) as Record<FigureName, string>;
      return [{ item: sums.supply["item"] ?? "", scenario: sums.supply["scenario"] ?? null, ...figures }];
    });
  }
}
