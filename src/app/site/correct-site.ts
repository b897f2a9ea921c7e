import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { type CorrectSite, decideCorrectSite } from "#core/site/site.ts";
import { findSecretariatId } from "#store/party.ts";
import { findSites, lockSite, updateSite } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/**
 * States name, kind, UN/LOCODE or coordinates of a site anew, and returns it; what was stated before stays in the audit
 * records. Refuses with `not_found`, as `permit`, then as `decideCorrectSite`.
 */
export async function correctSite(context: AppContext, meta: CommandMeta, command: CorrectSite) {
  return await runCommand(context, meta, { kind: "correct_site", body: command }, async (scope) => {
    const { siteId } = command;
    await lockSite(scope.database, siteId);
    const site = (await findSites(scope.database, [siteId])).get(siteId);
    // Sites are public: that there is none of this id gives nothing away.
    if (site === undefined) return refuse({ code: "not_found", noun: "site", id: siteId });
    const secretariat = await findSecretariatId(scope.database);
    const permitted = permit(meta.actor, "correct_site", { self: site.partyId ?? undefined, secretariat });
    if (!permitted.ok) return permitted;
    const decided = decideCorrectSite(command, { site, countries: context.reference.countries });
    if (!decided.ok) return decided;
    await updateSite(scope.database, decided.value);
    return accept(decided.value);
  });
}
