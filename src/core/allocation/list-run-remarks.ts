import { type EquipmentModelId, nameModel } from "#core/equipment/equipment-model.ts";
import type { CallId } from "#core/id.ts";
import { type Catalogue, listAnsweringItems } from "./answering-items.ts";
import { openEquipment } from "./round-equipment.ts";
import type { Snapshot } from "./snapshot.ts";

/** A model that answers a line and does not run at its site (`no`), or of which that is not known (`ask`). */
export interface RunRemark {
  readonly callId: CallId;
  readonly callLineNumber: number;
  readonly partyCode: string;
  readonly itemId: string;
  readonly modelId: EquipmentModelId;
  /** Maker and name. */
  readonly model: string;
  readonly answer: "no" | "ask";
}

/** Of every need of a snapshot, the models that answer it and do not run at its site, or of which that is not known. O(needs × supplies). */
export function listRunRemarks(snapshot: Snapshot, catalogue: Catalogue): readonly RunRemark[] {
  const equipment = openEquipment(snapshot);
  if (equipment === null) return [];
  return snapshot.needs.flatMap((need): RunRemark[] => {
    const answering = listAnsweringItems(need.itemId, catalogue);
    const supplies = snapshot.supplies.filter(({ itemId }) => answering.includes(itemId));
    const models = new Set(supplies.flatMap(({ supplyId }) => equipment.modelOf(supplyId) ?? []));
    const { callId, callLineNumber, partyCode, itemId } = need;
    return [...models].flatMap((model): RunRemark[] => {
      const answer = equipment.planAt(need.siteId, model)?.answer.answer;
      if (answer !== "no" && answer !== "ask") return [];
      const own = { modelId: model.id, model: nameModel(model), answer };
      return [{ callId, callLineNumber, partyCode, itemId, ...own }];
    });
  });
}
