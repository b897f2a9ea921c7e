import { invariant } from "#core/invariant.ts";
import { accept, refuse } from "#core/result.ts";
import type { DeploymentId, DeploymentStatus } from "#core/team/deployment.ts";
import { findDeployment, listDeployments } from "#store/deployment.ts";
import type { PageRequest } from "#store/page.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext } from "../context.ts";

/** Where teams go is public; what they report of their patients is not. */
export interface DeploymentFilter {
  /** The giver's or the recipient's. */
  readonly partyCode?: string | undefined;
  readonly status?: DeploymentStatus | undefined;
  readonly emergency?: string | undefined;
}

/** A page of deployments, newest first. */
export async function readDeployments(context: AppContext, filter: DeploymentFilter, page: PageRequest) {
  return await listDeployments(context.database, filter, page);
}

/** One deployment with its steps. Refuses with `not_found`. */
export async function readDeployment(context: AppContext, id: DeploymentId) {
  const deployment = await findDeployment(context.database, id);
  return deployment === undefined
    ? refuse({ code: "not_found", noun: "deployment", id })
    : accept(deployment);
}

/** The deployment as it is shown, within the command that has just written it. */
export async function showDeployment(database: Database, id: DeploymentId) {
  const shown = await findDeployment(database, id);
  invariant(shown !== undefined, "a deployment just written can be read");
  return accept(shown);
}
