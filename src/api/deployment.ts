import { z } from "zod";
import { DEPLOYMENT_STATUSES } from "#core/team/deployment.ts";
import { SAFETY_KINDS } from "#core/team/safety.ts";
import { TEAM_TYPES } from "#core/team/team.ts";
import { commanding, reading } from "./endpoint.ts";
import { daySchema, idOf, instantSchema, occurredSchema, pageOf, pageQuery, slugSchema } from "./scalars.ts";

const inviteTeamBody = z.strictObject({
  recipientId: idOf("party"),
  teamOfferId: idOf("team offer"),
  teamCallId: idOf("team call").optional(),
  type: z.enum(TEAM_TYPES),
  siteId: idOf("site"),
  fromDay: daySchema,
  untilDay: daySchema,
  emergency: slugSchema.optional(),
});

/** A step that happened at some time; left out, it is now. */
const stepBody = z.strictObject({ occurred: occurredSchema.optional() });

const deploymentView = z.object({
  id: z.string(),
  teamId: z.string(),
  teamName: z.string(),
  teamOfferId: z.string(),
  teamCallId: z.string().nullable(),
  giverId: z.string(),
  giverCode: z.string(),
  recipientId: z.string(),
  recipientCode: z.string(),
  type: z.enum(TEAM_TYPES),
  siteId: z.string(),
  siteCode: z.string(),
  siteName: z.string(),
  fromDay: z.string(),
  untilDay: z.string(),
  emergency: z.string().nullable(),
  /** The round that has proposed it; null: a host has invited the team by itself. */
  roundId: z.string().nullable(),
  /** The call for the goods that the round keeps for the team, once its host has confirmed; null: none. */
  needsCallId: z.string().nullable(),
  status: z.enum(DEPLOYMENT_STATUSES),
  version: z.number(),
  createdAt: instantSchema,
  events: z.array(
    z.object({
      sequence: z.number(),
      step: z.string(),
      occurred: z.string(),
      recordedAt: instantSchema,
    }),
  ),
});
export type DeploymentView = z.infer<typeof deploymentView>;

const deploymentParams = z.object({ deploymentId: idOf("deployment") });

function step(name: string, summary: string) {
  return commanding({
    path: `/deployments/:deploymentId/${name}`,
    summary,
    tag: "teams",
    params: deploymentParams,
    body: stepBody,
    response: deploymentView,
  });
}

const safetyView = z.object({
  /** The newest first. */
  records: z.array(
    z.object({
      sequence: z.number(),
      kind: z.enum(SAFETY_KINDS),
      people: z.number(),
      occurred: z.string(),
      recordedAt: instantSchema,
    }),
  ),
});
export type SafetyView = z.infer<typeof safetyView>;

export const deploymentEndpoints = {
  listDeployments: reading({
    path: "/deployments",
    summary: "Deployments of teams, newest first",
    tag: "teams",
    query: z.object({
      ...pageQuery,
      /** The giver's or the recipient's. */
      party: z.string().optional(),
      status: z.enum(DEPLOYMENT_STATUSES).optional(),
      emergency: slugSchema.optional(),
    }),
    response: pageOf(deploymentView.omit({ events: true })),
  }),
  getDeployment: reading({
    path: "/deployments/:deploymentId",
    summary: "One deployment with its steps",
    tag: "teams",
    params: deploymentParams,
    response: deploymentView,
  }),
  inviteTeam: commanding({
    path: "/deployments",
    summary: "Invite an offered team to a site of the host's",
    tag: "teams",
    body: inviteTeamBody,
    response: deploymentView,
  }),
  confirmDeployment: step(
    "confirm",
    "Confirm what a round has proposed: the team is invited, and its goods are called for",
  ),
  acceptDeployment: step("accept", "Accept the invitation of one's team"),
  declineDeployment: step("decline", "Decline the invitation of one's team"),
  cancelDeployment: step("cancel", "Cancel a deployment before the team has arrived"),
  departDeployment: step("depart", "The team has left"),
  registerDeployment: step("register", "The team has arrived and is registered to practise"),
  startDeployment: step("start", "The team has begun to work"),
  handOverDeployment: step("hand-over", "The team has begun to hand over"),
  closeDeployment: step("close", "All is handed over: the deployment is closed"),
  getSafety: reading({
    path: "/deployments/:deploymentId/safety",
    summary: "What a team has said of its safety: check-ins and incidents, newest first",
    tag: "teams",
    access: "signed_in",
    params: deploymentParams,
    response: safetyView,
  }),
  recordSafety: commanding({
    path: "/deployments/:deploymentId/safety",
    summary: "A team checks in, or reports an incident",
    tag: "teams",
    params: deploymentParams,
    body: z.strictObject({
      kind: z.enum(SAFETY_KINDS),
      people: z.int({ error: "whole_number" }),
      occurred: occurredSchema.optional(),
    }),
    response: safetyView,
  }),
};
