import {
  decideStateReadiness,
  describeConditions,
  type StateReadiness,
} from "#core/equipment/site-readiness.ts";
import type { SiteId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import type { Site } from "#core/site/site.ts";
import { insertSiteReadiness, listSiteReadiness } from "#store/equipment.ts";
import { findPartyByCode } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import { findSites, lockSite } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/**
 * A site's party says what the site has: power, oxygen, skills, consumables. It takes the place of what was stated before, from its day on.
 * Returns what equipment finds there now. Of a site that is nobody's, its country's government speaks.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `malformed` (as `decideStateReadiness`).
 */
export async function stateReadiness(context: AppContext, meta: CommandMeta, command: StateReadiness) {
  return await runCommand(context, meta, { kind: "state_readiness", body: command }, async (scope) => {
    const { database, now } = scope;
    const site = (await findSites(database, [command.siteId])).get(command.siteId);
    if (site === undefined) return refuse({ code: "not_found", noun: "site", id: command.siteId });
    const self = site.partyId ?? (await findPartyByCode(database, site.country))?.id;
    const permitted = permit(meta.actor, "state_readiness", { self });
    if (!permitted.ok) return permitted;
    const decided = decideStateReadiness(command, { now, items: context.reference.items });
    if (!decided.ok) return decided;
    await lockSite(database, site.id);
    await insertSiteReadiness(database, decided.value, { commandId: meta.commandId, recordedAt: now });
    return accept(await showReadiness(context, database, site));
  });
}

/** What equipment finds at a site, and what was stated of it, the newest first. Refuses with `not_found`. */
export async function readReadiness(context: AppContext, siteId: SiteId) {
  const site = (await findSites(context.database, [siteId])).get(siteId);
  if (site === undefined) return refuse({ code: "not_found", noun: "site", id: siteId });
  return accept(await showReadiness(context, context.database, site));
}

async function showReadiness({ reference }: AppContext, database: Database, site: Site) {
  const history = await listSiteReadiness(database, site.id);
  const conditions = describeConditions(history[0], reference.countryPowers.get(site.country));
  return { siteId: site.id, siteCode: site.code, country: site.country, ...conditions, history };
}
