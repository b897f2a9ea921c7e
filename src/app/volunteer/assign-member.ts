import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { type DeploymentId, ENGAGED_STATUSES } from "#core/team/deployment.ts";
import { dayOf } from "#core/time.ts";
import { describeMemberProblems, findMemberProblems, type LicenceRule } from "#core/volunteer/member.ts";
import { PROFESSIONS } from "#core/volunteer/profession.ts";
import { hasConsentOn, type VolunteerId } from "#core/volunteer/volunteer.ts";
import { lockDeployment } from "#store/deployment.ts";
import { deleteMember, insertMember, listMemberships, putLicenceRule } from "#store/deployment-member.ts";
import { lockVolunteer } from "#store/volunteer.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { readMemberFacts } from "./read-members.ts";

/** Whom, and with which deployment. */
export interface MemberCommand {
  readonly deploymentId: DeploymentId;
  readonly volunteerId: VolunteerId;
}

/**
 * Makes a volunteer of the giver's roster a member of a deployment. Returns both numbers. The volunteer is locked: nobody goes to two at once.
 *
 * Refuses, in this order, with `not_found` (the deployment), `not_permitted`, `deployment_without_members`, `not_found` (the volunteer, also one of
 * another roster), `malformed` (as `findMemberProblems`).
 */
export async function assignMember(context: AppContext, meta: CommandMeta, command: MemberCommand) {
  const body = { assign: command };
  return await runCommand(context, meta, { kind: "assign_member", body }, async ({ database, now }) => {
    const { deploymentId, volunteerId } = command;
    const deployment = await lockDeployment(database, deploymentId);
    if (deployment === undefined) return refuse({ code: "not_found", noun: "deployment", id: deploymentId });
    const permitted = permit(meta.actor, "assign_member", { giver: deployment.giverId });
    if (!permitted.ok) return permitted;
    const { status } = deployment;
    if (!ENGAGED_STATUSES.includes(status)) return refuse({ code: "deployment_without_members", status });
    const volunteer = await lockVolunteer(database, volunteerId);
    const today = dayOf(now);
    if (
      volunteer === undefined ||
      volunteer.partyId !== deployment.giverId ||
      !hasConsentOn(volunteer.consents, "roster", today)
    ) {
      return refuse({ code: "not_found", noun: "volunteer", id: volunteerId });
    }
    const facts = await readMemberFacts(database, deployment);
    const memberships = (await listMemberships(database, [volunteerId])).get(volunteerId) ?? [];
    const found = findMemberProblems(volunteer, { ...facts, today, memberships });
    const problems = describeMemberProblems(volunteerId, found);
    if (problems.length > 0) return refuse({ code: "malformed", problems });
    await insertMember(database, command, now);
    return accept({ deploymentId, volunteerId });
  });
}

/**
 * Takes a member out of a deployment. Returns both numbers. Refuses, in this order, with `not_found` (the deployment), `not_permitted`, `not_found`
 * (the member).
 */
export async function removeMember(context: AppContext, meta: CommandMeta, command: MemberCommand) {
  const body = { remove: command };
  return await runCommand(context, meta, { kind: "assign_member", body }, async ({ database }) => {
    const { deploymentId, volunteerId } = command;
    const deployment = await lockDeployment(database, deploymentId);
    if (deployment === undefined) return refuse({ code: "not_found", noun: "deployment", id: deploymentId });
    const permitted = permit(meta.actor, "assign_member", { giver: deployment.giverId });
    if (!permitted.ok) return permitted;
    const isDeleted = await deleteMember(database, command);
    return isDeleted
      ? accept({ deploymentId, volunteerId })
      : refuse({ code: "not_found", noun: "volunteer", id: volunteerId });
  });
}

/**
 * The host says of which professions it asks a licence to practise, and whether one of its own country; members who have none stay and are marked.
 * Returns the rule. Refuses, in this order, with `not_found`, `not_permitted`, `deployment_without_members` (it has ended).
 */
export async function askLicences(
  context: AppContext,
  meta: CommandMeta,
  command: LicenceRule & { readonly deploymentId: DeploymentId },
) {
  return await runCommand(context, meta, { kind: "ask_licences", body: command }, async ({ database }) => {
    const { deploymentId: id, inHostCountry } = command;
    const deployment = await lockDeployment(database, id);
    if (deployment === undefined) return refuse({ code: "not_found", noun: "deployment", id });
    const permitted = permit(meta.actor, "ask_licences", { recipient: deployment.recipientId });
    if (!permitted.ok) return permitted;
    const { status } = deployment;
    if (status !== "invited" && !ENGAGED_STATUSES.includes(status)) {
      return refuse({ code: "deployment_without_members", status });
    }
    const professions = PROFESSIONS.filter((one) => command.professions.includes(one));
    await putLicenceRule(database, id, { professions, inHostCountry });
    return accept({ professions, inHostCountry });
  });
}
