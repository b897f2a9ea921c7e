import type { Item } from "#core/item/item.ts";
import type { Terms } from "#core/ledger/supply.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { DeploymentId, DeploymentStatus } from "#core/team/deployment.ts";
import { type EquipmentModelId, findItemProblem } from "./equipment-model.ts";

/** A team leaves equipment that it has brought to its host. */
export interface HandOverEquipment {
  readonly deploymentId: DeploymentId;
  /** Left out: a grant. */
  readonly terms?: Terms | undefined;
  readonly occurred?: string | undefined;
  readonly lines: readonly {
    readonly itemId: string;
    readonly quantity: Quantity;
    readonly modelId?: EquipmentModelId | undefined;
    /** Of the units, or of some of them. */
    readonly serialNumbers?: readonly string[] | undefined;
  }[];
}

/** The statuses in which a team is with its host, or has been. */
export const HANDING_STATUSES: readonly DeploymentStatus[] = [
  "registered",
  "working",
  "handing_over",
  "closed",
];

/**
 * Whether the lines can be handed over. Refuses with `malformed`, all problems at once: `unknown_item`, `category_not_item`,
 * `quantity_above_bound`, numbers without their model (`missing`), and more numbers than units (`more_assets_than_units`).
 */
export function decideHandOver(
  { lines }: HandOverEquipment,
  items: ReadonlyMap<string, Item>,
): Result<null, MalformedRefusal> {
  const problems = lines.flatMap(({ itemId, quantity, modelId, serialNumbers = [] }, index): Problem[] => {
    const field = (name: string) => `lines.${index}.${name}`;
    const found = findItemProblem(field("itemId"), itemId, items);
    const quantityMax = items.get(itemId)?.quantityMax ?? 0;
    if (found.length === 0 && quantity > quantityMax) {
      const rule = "quantity_above_bound";
      found.push({ field: field("quantity"), value: String(quantity), rule, facts: { quantityMax } });
    }
    if (serialNumbers.length > 0 && modelId === undefined) {
      found.push({ field: field("modelId"), value: null, rule: "missing" });
    }
    if (serialNumbers.length > quantity) {
      const facts = { count: serialNumbers.length, max: quantity };
      const value = String(serialNumbers.length);
      found.push({ field: field("serialNumbers"), value, rule: "more_assets_than_units", facts });
    }
    return found;
  });
  return problems.length > 0 ? refuse({ code: "malformed", problems }) : accept(null);
}
