import type { Consignment } from "#core/consignment/consignment.ts";
import type { Action, Standing } from "#core/permission.ts";

/**
 * How the parties of a consignment stand to an action on it. A loss is declared by those in whose hands the units are:
 * after import clearance that is the recipient alone, and the giver has no say in it.
 */
export function findStanding(
  { giverId, recipientId }: Pick<Consignment, "giverId" | "recipientId">,
  action: Action,
  { isImportCleared }: { readonly isImportCleared: boolean },
): Standing {
  if (action === "lose_consignment" && isImportCleared) return { recipient: recipientId };
  return { giver: giverId, recipient: recipientId };
}
