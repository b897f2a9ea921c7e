import type { ColdClass } from "#core/cold-chain/cold-class.ts";
import type { Item } from "#core/item/item.ts";
import type { Day } from "#core/time.ts";

/**
 * The types of vaccine vial monitor by heat stability (WHO/PQS/E006/IN05): days at 37 °C to the discard point. `none`: vials have
 * none; `type_not_stated`: they have one, and the source does not say of which type.
 */
export const VVM_TYPES = ["none", "2", "7", "11", "14", "30", "type_not_stated"] as const;
export type VvmType = (typeof VVM_TYPES)[number];

/** How a vaccine comes; `null` where the source of its row does not say. */
export interface VaccinePresentation {
  readonly itemId: string;
  /** Slug of the presentation. */
  readonly presentation: string;
  readonly dosesPerVial: number | null;
  /** Cubic millimetres that a dose fills in its secondary package. */
  readonly coldCubicMillimetresPerDose: number | null;
  readonly temperatureClass: ColdClass;
  /** Months, stored in its class. */
  readonly shelfLifeMonths: number | null;
  readonly vvmType: VvmType | null;
  readonly diluent: string | null;
  /** Millilitres of a dose, as text: the syringe that goes with it. */
  readonly syringeMillilitres: string | null;
  /** WHO emergency use listing, or prequalification. */
  readonly approval: "who_eul" | "who_pq" | null;
  readonly approvedOn: Day | null;
  readonly sourceUrl: string;
}

/** A vaccine, or a category of vaccines, in CDC's code set CVX (vaccines administered). */
export interface VaccineCode {
  readonly itemId: string;
  readonly cvx: string;
  readonly display: string;
}

/**
 * The items whose vials are known to carry no monitor: those of which every presentation that is known has none, and what is not
 * counted in doses at all. Of a vaccine without a known presentation nobody knows.
 */
export function listUnmonitoredItems(
  items: ReadonlyMap<string, Pick<Item, "id" | "unit">>,
  presentations: readonly VaccinePresentation[],
): ReadonlySet<string> {
  const unmonitored = [...items.values()].filter(({ id, unit }) => {
    const known = presentations.filter(({ itemId }) => itemId === id);
    return unit !== "E27" || (known.length > 0 && known.every(({ vvmType }) => vvmType === "none"));
  });
  return new Set(unmonitored.map(({ id }) => id));
}
