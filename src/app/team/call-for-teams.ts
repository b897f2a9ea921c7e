import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import {
  type CallForTeams,
  decideCallForTeams,
  findDayProblems,
  findExpiry,
  findMetTeamStatus,
  TEAM_CALL_STEPS,
  type TeamCallId,
} from "#core/team/team-call.ts";
import { findParty } from "#store/party.ts";
import { findSites } from "#store/site.ts";
import { countDeployedOn, insertTeamCall, lockTeamCall, recordTeamCallStep } from "#store/team-call.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { readTeamCall } from "./read-team-calls.ts";

/**
 * Calls for emergency medical teams. Returns the call as it is shown, with the teams that could answer it.
 *
 * Refuses, in this order, with `not_permitted`, `not_found` (the party), `malformed` (as `decideCallForTeams`).
 */
export async function callForTeams(context: AppContext, meta: CommandMeta, command: CallForTeams) {
  return await runCommand(context, meta, { kind: "call_for_teams", body: command }, async (scope) => {
    const { database, now } = scope;
    const permitted = permit(meta.actor, "call_for_teams", { self: command.partyId });
    if (!permitted.ok) return permitted;
    const caller = await findParty(database, command.partyId);
    if (caller === undefined) return refuse({ code: "not_found", noun: "party", id: command.partyId });
    const site = (await findSites(database, [command.siteId])).get(command.siteId);
    const id = asId<"team call">(context.newId());
    const decided = decideCallForTeams(command, { id, now, caller, site });
    if (!decided.ok) return decided;
    await insertTeamCall(database, decided.value, now);
    return await readTeamCall({ ...context, database }, id);
  });
}

/**
 * Confirms that a call for teams still holds, for as many days from now as a call for goods, and not beyond its own last day; one that has expired is
 * open again, or met where enough teams are deployed on it. Returns the call as it is shown.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `version_changed`, `step_not_allowed`, `malformed` (`window_has_ended`).
 */
export async function confirmTeamCall(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly teamCallId: TeamCallId },
) {
  return await runCommand(context, meta, { kind: "confirm_team_call", body: command }, async (scope) => {
    const { database, now } = scope;
    const call = await lockTeamCall(database, command.teamCallId);
    if (call === undefined) return refuse({ code: "not_found", noun: "team call", id: command.teamCallId });
    const permitted = permit(meta.actor, "confirm_team_call", { self: call.partyId });
    if (!permitted.ok) return permitted;
    const unchanged = checkVersion(meta, "team call", call);
    if (!unchanged.ok) return unchanged;
    const confirmed = takeStep("team call", TEAM_CALL_STEPS, { status: call.status, step: "confirm" });
    if (!confirmed.ok) return confirmed;
    const problems = findDayProblems({ fromDay: call.untilDay, untilDay: call.untilDay }, now);
    if (problems.length > 0) return refuse({ code: "malformed", problems });
    const deployed = await countDeployedOn(database, call.id);
    const { status } = findMetTeamStatus(confirmed.value, { count: call.count, deployed });
    const expiresOn = findExpiry(call, now);
    await recordTeamCallStep(database, call.id, { step: "confirm", status, now, expiresOn });
    return await readTeamCall({ ...context, database }, call.id);
  });
}

/**
 * Withdraws a call for teams: nobody is invited on it any more; who has been stays. Returns the call as it is shown.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `version_changed`, `step_not_allowed`.
 */
export async function withdrawTeamCall(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly teamCallId: TeamCallId },
) {
  return await runCommand(context, meta, { kind: "withdraw_team_call", body: command }, async (scope) => {
    const { database, now } = scope;
    const call = await lockTeamCall(database, command.teamCallId);
    if (call === undefined) return refuse({ code: "not_found", noun: "team call", id: command.teamCallId });
    const permitted = permit(meta.actor, "withdraw_team_call", { self: call.partyId });
    if (!permitted.ok) return permitted;
    const unchanged = checkVersion(meta, "team call", call);
    if (!unchanged.ok) return unchanged;
    const status = takeStep("team call", TEAM_CALL_STEPS, { status: call.status, step: "withdraw" });
    if (!status.ok) return status;
    await recordTeamCallStep(database, call.id, { step: "withdraw", status: status.value, now });
    const shown = await readTeamCall({ ...context, database }, call.id);
    return shown.ok ? accept(shown.value) : shown;
  });
}
