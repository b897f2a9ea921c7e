import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { type AddSite, decideAddSite } from "#core/site/site.ts";
import { findParty, findSecretariatId } from "#store/party.ts";
import { insertSite } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/** Adds a site of a party and returns it. Refuses as `permit`, with `not_found`, as `decideAddSite`, with `code_taken`. */
export async function addSite(context: AppContext, meta: CommandMeta, command: AddSite) {
  return await runCommand(context, meta, { kind: "add_site", body: command }, async (scope) => {
    const secretariat = await findSecretariatId(scope.database);
    const permitted = permit(meta.actor, "add_site", { self: command.partyId, secretariat });
    if (!permitted.ok) return permitted;
    const party = await findParty(scope.database, command.partyId);
    if (party === undefined) return refuse({ code: "not_found", noun: "party", id: command.partyId });
    const { countries } = context.reference;
    const decided = decideAddSite(command, { id: asId<"site">(context.newId()), countries });
    if (!decided.ok) return decided;
    if (!(await insertSite(scope.database, decided.value))) {
      return refuse({ code: "code_taken", noun: "site", taken: command.code });
    }
    return accept(decided.value);
  });
}
