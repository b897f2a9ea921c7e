import { decideOccurred } from "#core/consignment/decide-occurred.ts";
import type { Action } from "#core/permission.ts";
import { permit } from "#core/permission.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import {
  DEPLOYMENT_STEPS,
  type DeploymentId,
  type DeploymentStep,
  type TeamDeployedRefusal,
} from "#core/team/deployment.ts";
import { isFree } from "#core/team/match-team.ts";
import {
  type LockedDeployment,
  listDeployedDays,
  lockDeployment,
  recordDeploymentStep,
} from "#store/deployment.ts";
import type { Database } from "#store/schema.ts";
import { lockTeamOffer } from "#store/team-offer.ts";
import { lockTeam } from "#store/team.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { confirmProposal } from "./confirm-deployment.ts";
import { showDeployment } from "./read-deployments.ts";
import { refreshTeamCall } from "./expire-team-calls.ts";

/** A step of a deployment, with when it happened (`YYYY-MM-DD`; left out: now). */
export interface DeploymentCommand {
  readonly deploymentId: DeploymentId;
  readonly occurred?: string | undefined;
}

const ACTIONS = {
  confirm: "confirm_deployment",
  accept: "accept_deployment",
  decline: "decline_deployment",
  cancel: "cancel_deployment",
  depart: "depart_deployment",
  register: "register_deployment",
  start: "start_deployment",
  hand_over: "hand_over_deployment",
  close: "close_deployment",
} as const satisfies Readonly<Record<DeploymentStep, Action>>;

/**
 * Takes a step of a deployment: who may is in `permission.ts`, which may follow which in `DEPLOYMENT_STEPS`. Returns the
 * deployment as it is shown.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `version_changed`, `malformed` (when it happened),
 * `step_not_allowed` and, for a confirmation and an acceptance, `team_deployed`; then, for a confirmation, as `confirmProposal`.
 */
export async function takeDeploymentStep(
  context: AppContext,
  meta: CommandMeta,
  step: DeploymentStep,
  command: DeploymentCommand,
) {
  return await runCommand(context, meta, { kind: ACTIONS[step], body: command }, async (scope) => {
    const { database, now } = scope;
    const deployment = await lockDeployment(database, command.deploymentId);
    if (deployment === undefined) {
      return refuse({ code: "not_found", noun: "deployment", id: command.deploymentId });
    }
    const { giverId: giver, recipientId: recipient, status: before, previousFrom } = deployment;
    const permitted = permit(meta.actor, ACTIONS[step], { giver, recipient });
    if (!permitted.ok) return permitted;
    const unchanged = checkVersion(meta, "deployment", deployment);
    if (!unchanged.ok) return unchanged;
    const occurred = decideOccurred(command.occurred, { now, previousFrom });
    if (!occurred.ok) return occurred;
    const status = takeStep("deployment", DEPLOYMENT_STEPS, { status: before, step });
    if (!status.ok) return status;
    // An invitation locks the offer before the team, too.
    if (step === "confirm") await lockTeamOffer(database, deployment.teamOfferId);
    if (step === "accept" || step === "confirm") {
      const free = await checkFree(database, deployment);
      if (!free.ok) return free;
    }
    if (step === "confirm") {
      const confirmed = await confirmProposal(scope, deployment);
      if (!confirmed.ok) return confirmed;
    }
    const { commandId } = meta;
    const event = { step, occurred: occurred.value, commandId, recordedAt: now };
    await recordDeploymentStep(database, deployment.id, status.value, event);
    await refreshTeamCall(scope, deployment.teamCallId);
    return await showDeployment(database, deployment.id);
  });
}

/** The team is locked: it cannot be promised to two hosts at once. */
async function checkFree(
  database: Database,
  { teamId, fromDay, untilDay }: LockedDeployment,
): Promise<Result<null, TeamDeployedRefusal>> {
  const team = await lockTeam(database, teamId);
  const capabilities = team?.capabilities ?? [];
  const deployedDays = (await listDeployedDays(database, [teamId])).get(teamId) ?? [];
  if (isFree({ capabilities, deployedDays }, { fromDay, untilDay })) return accept(null);
  const touching = deployedDays.find((one) => one.fromDay <= untilDay && one.untilDay >= fromDay);
  return refuse({ code: "team_deployed", ...(touching ?? { fromDay, untilDay }) });
}
