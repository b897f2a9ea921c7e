import { COLD_CLASSES, type ColdClass } from "#core/cold-chain/cold-class.ts";
import type { VaccinePresentation } from "#core/cold-chain/vaccine-item.ts";
import type { Item, ItemPack } from "#core/item/item.ts";

/** What a thousand units of an item fill in cold storage. */
export interface ColdVolume {
  /** The classes it draws on: its own; all of them where it may be any and nobody knows which. */
  readonly classes: readonly ColdClass[];
  /** Cubic centimetres of a thousand units, which is cubic millimetres of one. */
  readonly perThousandCubicCentimetres: number;
}

/** The tables from which volumes are known. */
export interface VolumeFacts {
  readonly items: ReadonlyMap<string, Item>;
  readonly itemPacks: readonly ItemPack[];
  readonly vaccinePresentations: readonly VaccinePresentation[];
}

/**
 * The cold volumes of every item that needs cold storage, by id; what needs none is not there. Of several presentations the most
 * that one fills, as nobody says which of them a supply is. Where an item's own volume is not known, that of the nearest
 * category or item above it; then the most that any item of its unit fills in its class; then in any class. Where even that is not known, there is no entry
 * with a volume of 0: it throws, as the tables of `data/` are ours. O(items × packs).
 *
 * Worked example: Covishield comes at 2.109 and 7.03 cm³ a dose, Vaxzevria at up to 5.03: the item counts as 7,030 a thousand.
 */
export function measureColdVolumes(facts: VolumeFacts): ReadonlyMap<string, ColdVolume> {
  const cold = [...facts.items.values()].filter(
    ({ kind, temperatureClass }) => kind === "item" && temperatureClass !== "ambient",
  );
  const own = new Map(cold.map((item) => [item.id, findOwn(item, facts)]));
  const mostOf = (unit: string | null, classes: readonly ColdClass[]): number => {
    const known = cold.filter((one) => one.unit === unit && isOf(one, classes));
    return Math.max(0, ...known.map(({ id }) => own.get(id) ?? 0));
  };
  return new Map(
    cold.map((item): [string, ColdVolume] => {
      const classes = item.temperatureClass === null ? COLD_CLASSES : [item.temperatureClass];
      const kept = classes.filter((one) => one !== "ambient");
      const volume = own.get(item.id) ?? (mostOf(item.unit, kept) || mostOf(item.unit, COLD_CLASSES));
      if (volume === 0) throw new Error(`data/: nothing says what ${item.id} fills in cold storage`);
      return [item.id, { classes: kept, perThousandCubicCentimetres: volume }];
    }),
  );
}

function isOf({ temperatureClass }: Item, classes: readonly ColdClass[]): boolean {
  return temperatureClass !== null && classes.some((one) => one === temperatureClass);
}

/** Of the item itself, or of the nearest above it that states one; `undefined` where none does. */
function findOwn(item: Item, facts: VolumeFacts): number | undefined {
  for (let at: Item | undefined = item; at !== undefined; at = facts.items.get(at.of ?? "")) {
    const { id } = at;
    const volumes = facts.vaccinePresentations.flatMap((one) =>
      one.itemId === id ? (one.coldCubicMillimetresPerDose ?? []) : [],
    );
    if (volumes.length > 0) return Math.max(...volumes);
    const [pack] = facts.itemPacks
      .filter(({ itemId }) => itemId === id)
      .toSorted((a, b) => b.quantity - a.quantity);
    if (pack !== undefined) return Math.ceil((pack.volumeCubicCentimetres * 1000) / pack.quantity);
  }
  return undefined;
}

/** Cubic centimetres that so many units fill, rounded up; exact whatever their size. */
export function fillCubicCentimetres(units: number, { perThousandCubicCentimetres }: ColdVolume): number {
  return Number((BigInt(units) * BigInt(perThousandCubicCentimetres) + 999n) / 1000n);
}
