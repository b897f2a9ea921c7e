import type { PartyId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept } from "#core/result.ts";
import { erasePerson } from "#store/session-person.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { checkPseudonym } from "./read-persons.ts";

/**
 * Erases a person from all doses that a party has told by person, of reports that were corrected too. The doses stay: no figure of the
 * ledger or of a report changes. Returns from how many doses the pseudonym was erased; 0 where it stood nowhere. Of the command itself a
 * hash is kept. Refuses with `not_permitted`, then with `malformed` where it is no pseudonym.
 */
export async function eraseDosePerson(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly partyId: PartyId; readonly pseudonym: string },
) {
  return await runCommand(context, meta, { kind: "erase_dose_person", body: command }, async (scope) => {
    const permitted = permit(meta.actor, "erase_dose_person", { self: command.partyId });
    if (!permitted.ok) return permitted;
    const checked = checkPseudonym(command.pseudonym);
    if (!checked.ok) return checked;
    return accept({ erased: await erasePerson(scope.database, command) });
  });
}
