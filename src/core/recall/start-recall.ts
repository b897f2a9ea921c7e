import { parseGtin } from "#core/gs1.ts";
import type { PartyId, RecallId } from "#core/id.ts";
import type { Item } from "#core/item/item.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { Recall, RecallClass, RecallReason, RecallRemedy } from "./recall.ts";

/** A party recalls lots, or every lot of a trade item. */
export interface StartRecall {
  readonly partyId: PartyId;
  readonly itemId?: string | undefined;
  /** As it is printed: 8, 12, 13 or 14 digits. */
  readonly gtin?: string | undefined;
  readonly lotNumbers: readonly string[];
  readonly class: RecallClass;
  readonly reason: RecallReason;
  readonly remedy: RecallRemedy;
  readonly isDrill: boolean;
  readonly sourceUrl?: string | undefined;
}

/** What the decision needs to know of the world. */
export interface StartRecallFacts {
  readonly id: RecallId;
  readonly items: ReadonlyMap<string, Pick<Item, "kind">>;
  readonly scenario: string | null;
  /** Whether the sender acts for the secretariat, which may recall what others have given. */
  readonly isSecretariat: boolean;
}

/**
 * The recall, open from now on. Lot numbers are given by each maker as it likes: without a trade item they mean something only with
 * their item.
 *
 * Refuses with `malformed`, every problem at once: `unknown_item`, `category_instead_of_item`, `not_a_gtin`,
 * `lot_or_trade_item` (neither is stated), `item_of_lot` (a lot number without item or trade item), `doubled_lot`.
 */
export function decideStartRecall(
  command: StartRecall,
  facts: StartRecallFacts,
): Result<Recall, MalformedRefusal> {
  const problems: Problem[] = [];
  const { itemId = null, lotNumbers } = command;
  const item = itemId === null ? undefined : facts.items.get(itemId);
  if (itemId !== null && item?.kind !== "item") {
    const rule = item === undefined ? "unknown_item" : "category_instead_of_item";
    problems.push({ field: "itemId", value: itemId, rule });
  }
  const gtin = command.gtin === undefined ? null : (parseGtin(command.gtin) ?? null);
  if (command.gtin !== undefined && gtin === null) {
    problems.push({ field: "gtin", value: command.gtin, rule: "not_a_gtin" });
  }
  if (command.gtin === undefined && lotNumbers.length === 0) {
    problems.push({ field: "lotNumbers", value: null, rule: "lot_or_trade_item" });
  } else if (command.gtin === undefined && itemId === null) {
    problems.push({ field: "itemId", value: null, rule: "item_of_lot" });
  }
  lotNumbers.forEach((lot, index) => {
    if (lotNumbers.indexOf(lot) !== index) {
      problems.push({ field: `lotNumbers.${index}`, value: lot, rule: "doubled_lot" });
    }
  });
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const { partyId, reason, remedy, isDrill, sourceUrl = null } = command;
  return accept({
    id: facts.id,
    partyId,
    giverId: facts.isSecretariat ? null : partyId,
    itemId,
    gtin,
    lotNumbers: lotNumbers.toSorted(),
    scenario: facts.scenario,
    class: command.class,
    reason,
    remedy,
    isDrill,
    status: "open",
    sourceUrl,
  });
}
