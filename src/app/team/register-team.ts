import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { decideRegisterTeam, type RegisterTeam } from "#core/team/register-team.ts";
import { findParty, getSecretariatId } from "#store/party.ts";
import { insertTeam } from "#store/team.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether, runWithin } from "../run-command.ts";

/**
 * Registers a team of a party and returns it.
 *
 * Refuses, in this order, with `not_permitted`, `not_found` (the party), `malformed` (as `decideRegisterTeam`),
 * `team_exists`.
 */
export async function registerTeam(context: AppContext, meta: CommandMeta, command: RegisterTeam) {
  return await runTogether(context, meta, async (scope) => await registerTeamWithin(scope, command));
}

/** {@link registerTeam} within a transaction that is under way, where a refusal ends it. */
export async function registerTeamWithin(within: CommandScope, command: RegisterTeam) {
  const { context, meta } = within;
  return await runWithin(within, { kind: "register_team", body: command }, async (scope) => {
    const { database, now } = scope;
    const secretariat = await getSecretariatId(database);
    const permitted = permit(meta.actor, "register_team", { self: command.partyId, secretariat });
    if (!permitted.ok) return permitted;
    const party = await findParty(database, command.partyId);
    if (party === undefined) return refuse({ code: "not_found", noun: "party", id: command.partyId });
    const year = Number(now.slice(0, 4));
    const decided = decideRegisterTeam(command, { id: asId<"team">(context.newId()), year });
    if (!decided.ok) return decided;
    if (!(await insertTeam(database, decided.value, now))) {
      return refuse({ code: "team_exists", name: command.name });
    }
    return accept({ ...decided.value, partyCode: party.code });
  });
}
