import { proposeAllocations } from "#core/allocation/propose-allocations.ts";
import type { SentTeam } from "#core/allocation/read-team-plan.ts";
import { ROUND_STEPS } from "#core/allocation/round.ts";
import { asId, type RoundId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { takeStep } from "#core/steps.ts";
import { proposeDeployments } from "#core/team/propose-deployments.ts";
import type { TeamOfferId } from "#core/team/team-offer.ts";
import type { Capability, TeamId } from "#core/team/team.ts";
import { dayOf, occurredAt } from "#core/time.ts";
import { insertAgreement } from "#store/agreement.ts";
import { insertDeployment } from "#store/deployment.ts";
import { listRetiredLaneIds } from "#store/lane.ts";
import { getSecretariatId } from "#store/party.ts";
import { listAllocations, listSentTeams, lockRound, publishRound as markPublished } from "#store/round.ts";
import { findTeamCall, lockTeamCall } from "#store/team-call.ts";
import { lockTeamOffer } from "#store/team-offer.ts";
import { listPromised } from "#store/team-snapshot.ts";
import { lockTeam } from "#store/team.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { showRound } from "./show-round.ts";

/**
 * Publishes a planned round: its plan stays as it is from now on, other drafts of the same world are superseded, and each giver
 * and recipient between whom it allocates are proposed one agreement. Of each team that it sends a deployment is proposed, which its host
 * has to confirm before its giver is asked. Returns the round as it is shown.
 *
 * Refuses, in this order, with `not_permitted`, `not_found`, `version_changed`, `step_not_allowed`, `round_not_planned`,
 * `lane_retired`, `round_teams_changed`.
 */
export async function publishRound(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly roundId: RoundId },
) {
  return await runCommand(context, meta, { kind: "publish_round", body: command }, async (scope) => {
    const { database, now } = scope;
    const secretariat = await getSecretariatId(database);
    const permitted = permit(meta.actor, "publish_round", { secretariat });
    if (!permitted.ok) return permitted;
    const round = await lockRound(database, command.roundId);
    if (round === undefined) return refuse({ code: "not_found", noun: "round", id: command.roundId });
    const unchanged = checkVersion(meta, "round", round);
    if (!unchanged.ok) return unchanged;
    const status = takeStep("round", ROUND_STEPS, { status: round.status, step: "publish" });
    if (!status.ok) return status;
    if (round.snapshot === null) return refuse({ code: "round_not_planned", roundId: round.id });
    const allocations = await listAllocations(database, round.id);
    const sent = await listSentTeams(database, round.id);
    const laneIds = await listRetiredLaneIds(
      database,
      [...allocations, ...listSendings(sent)].map(({ laneId }) => laneId),
    );
    if (laneIds.length > 0) return refuse({ code: "lane_retired", laneIds });
    const proposed = await decideDeployments(scope, round.id, sent);
    if (!proposed.ok) return proposed;
    const newId = () => asId<"agreement">(context.newId());
    const { snapshot, policy } = round;
    const { items: catalogue } = context.reference;
    const kept = { snapshot, allocations, policyDays: policy.leastShelfLifeDays, catalogue };
    const agreements = proposeAllocations(round.id, kept, newId);
    for (const agreement of agreements) {
      // The secretariat proposes; a party that is neither side has no word in it.
      const event = { step: "propose", partyId: secretariat, commandId: meta.commandId, recordedAt: now };
      await insertAgreement(database, agreement, { scenario: round.scenario, event });
    }
    for (const deployment of proposed.value) {
      const { commandId } = meta;
      const event = { step: "propose" as const, occurred: occurredAt(now), commandId, recordedAt: now };
      await insertDeployment(database, deployment, event);
    }
    await markPublished(database, round, now);
    return await showRound(database, round.id);
  });
}

/** The goods that are sent for what teams need. */
function listSendings(sent: readonly SentTeam[]) {
  return sent.flatMap(({ needs }) => needs.flatMap((need) => (need.by === "goods" ? need.sendings : [])));
}

/**
 * The deployments that the round's teams come to, as things stand: offers, teams and calls are locked until the transaction ends, in the order
 * in which an invitation locks them.
 */
async function decideDeployments(
  { database, context, now }: CommandScope,
  roundId: RoundId,
  sent: readonly SentTeam[],
) {
  const today = dayOf(now);
  const capabilities = new Map<TeamId, readonly Capability[]>();
  const asked = new Map<string, number>();
  const open = new Set<TeamOfferId>();
  for (const id of [...new Set(sent.map((one) => one.teamOfferId))].toSorted()) {
    const offer = await lockTeamOffer(database, id);
    if (offer?.status === "open") open.add(id);
  }
  for (const teamId of [...new Set(sent.map((one) => one.teamId))].toSorted()) {
    const team = await lockTeam(database, teamId);
    const isOffered = sent.some((one) => one.teamId === teamId && open.has(one.teamOfferId));
    if (team !== undefined && isOffered) capabilities.set(teamId, team.capabilities);
  }
  for (const id of [...new Set(sent.map((one) => one.teamCallId))].toSorted()) {
    const call = await lockTeamCall(database, asId<"team call">(id));
    const shown = await findTeamCall(database, asId<"team call">(id));
    if (call?.status === "open" && shown !== undefined) asked.set(id, shown.count);
  }
  const promised = sent.length === 0 ? [] : await listPromised(database, today);
  const facts = { roundId, today, promised, capabilities, asked };
  return proposeDeployments(sent, facts, () => asId<"deployment">(context.newId()));
}
