import type { SnapshotNeed, SnapshotSupply } from "./snapshot.ts";

/** The key of a need's row in its round's problem: what stays the same in a world built again comes first, then the ids. */
export function demandKey(
  need: Pick<SnapshotNeed, "partyCode" | "itemId" | "callId" | "callLineNumber">,
): string {
  return `${need.partyCode}/${need.itemId}/${need.callId}/${String(need.callLineNumber).padStart(6, "0")}`;
}

/** The key of a supply's row in its round's problem. */
export function supplyKey(supply: Pick<SnapshotSupply, "itemId" | "availableFrom" | "supplyId">): string {
  return `${supply.itemId}/${supply.availableFrom}/${supply.supplyId}`;
}
