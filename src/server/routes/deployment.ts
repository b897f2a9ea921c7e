import type { deploymentEndpoints } from "#api/deployment.ts";
import { inviteTeam } from "#app/team/invite-team.ts";
import { readDeployment, readDeployments } from "#app/team/read-deployments.ts";
import { readSafety, recordSafety } from "#app/team/record-safety.ts";
import { takeDeploymentStep } from "#app/team/take-deployment-step.ts";
import { accept } from "#core/result.ts";
import type { DeploymentId, DeploymentStep } from "#core/team/deployment.ts";
import type { AppContext, CommandMeta } from "#app/context.ts";
import type { Handlers } from "../handler.ts";
import { readPageRequest, showPage } from "../page-request.ts";

/** What a request for a step of a deployment carries. */
export interface StepRequest {
  readonly params: { readonly deploymentId: DeploymentId };
  readonly body: { readonly occurred?: string | undefined };
}

/** The handler of one step. */
function take(step: DeploymentStep) {
  return async (
    { params, body }: StepRequest,
    { context, meta }: { readonly context: AppContext; readonly meta: CommandMeta },
  ) => await takeDeploymentStep(context, meta, step, { ...params, ...body });
}

export const deploymentHandlers = {
  listDeployments: async ({ query }, { context }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const { party: partyCode, status, emergency } = query;
    return accept(showPage(await readDeployments(context, { partyCode, status, emergency }, page.value)));
  },
  getDeployment: async ({ params }, { context }) => await readDeployment(context, params.deploymentId),
  inviteTeam: async ({ body }, { context, meta }) => await inviteTeam(context, meta, body),
  confirmDeployment: take("confirm"),
  acceptDeployment: take("accept"),
  declineDeployment: take("decline"),
  cancelDeployment: take("cancel"),
  departDeployment: take("depart"),
  registerDeployment: take("register"),
  startDeployment: take("start"),
  handOverDeployment: take("hand_over"),
  closeDeployment: take("close"),
  getSafety: async ({ params }, { context, actor }) => await readSafety(context, actor, params.deploymentId),
  recordSafety: async ({ params, body }, { context, meta }) =>
    await recordSafety(context, meta, { ...params, ...body }),
} satisfies Pick<Handlers, keyof typeof deploymentEndpoints>;
