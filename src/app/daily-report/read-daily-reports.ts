import { addCounts, summarise } from "#core/daily-report/items.ts";
import { asId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { type KeptReport, listDailyReports, sumDailyReports } from "#store/daily-report.ts";
import { findDeployment, listDeployments } from "#store/deployment.ts";
import { getSecretariatId } from "#store/party.ts";
import type { AppContext } from "../context.ts";

const NOBODY: Actor = { userId: asId<"user">("00000000-0000-0000-0000-000000000000"), memberships: [] };

/** A report with what it comes to. */
export function describeReport(report: KeptReport) {
  return { ...report, summary: summarise(report.counts) };
}

/**
 * What a deployment has reported, day by day in its newest version, and the sum. Only for the team's party, its host and the
 * secretariat: numbers of a small team's day can point to a person. Refuses with `not_found`, `not_permitted`.
 */
export async function readDailyReports(context: AppContext, actor: Actor | null, id: DeploymentId) {
  const { database } = context;
  const deployment = await findDeployment(database, id);
  if (deployment === undefined) return refuse({ code: "not_found", noun: "deployment", id });
  const permitted = permit(actor ?? NOBODY, "read_team_reports", {
    giver: asId<"party">(deployment.giverId),
    recipient: asId<"party">(deployment.recipientId),
    secretariat: await getSecretariatId(database),
  });
  if (!permitted.ok) return permitted;
  const reports = await listDailyReports(database, [id]);
  const counts = addCounts(reports.map((report) => report.counts));
  return accept({
    deploymentId: id,
    teamName: deployment.teamName,
    reports: reports.map(describeReport),
    totals: { counts, summary: summarise(counts), reportCount: reports.length },
  });
}

/** Deployments of one emergency are a few dozen at the most; Haiti 2010 had some 270 teams. */
const DEPLOYMENTS_MAX = 1_000;

/**
 * What the deployments of an emergency have reported in all, of those whose reports the reader may read: with whom they are, and the sum
 * of the newest reports. Somebody who may read none sees none.
 */
export async function readEmergencyReports(context: AppContext, actor: Actor | null, emergency: string) {
  const { database } = context;
  const secretariat = await getSecretariatId(database);
  const deployments = [];
  let page = await listDeployments(database, { emergency }, { limit: 500 });
  for (;;) {
    deployments.push(...page.items);
    if (page.next === null || deployments.length >= DEPLOYMENTS_MAX) break;
    page = await listDeployments(database, { emergency }, { limit: 500, after: page.next });
  }
  const readable = deployments.filter(
    ({ giverId, recipientId }) =>
      permit(actor ?? NOBODY, "read_team_reports", {
        giver: asId<"party">(giverId),
        recipient: asId<"party">(recipientId),
        secretariat,
      }).ok,
  );
  const ids = readable.map(({ id }) => asId<"deployment">(id));
  const { counts, reportCount } = await sumDailyReports(database, ids);
  const teams = await Promise.all(
    readable.map(async ({ id, teamName, giverCode, recipientCode, siteName }) => {
      const sum = await sumDailyReports(database, [asId<"deployment">(id)]);
      const summary = summarise(sum.counts);
      return {
        deploymentId: id,
        teamName,
        giverCode,
        recipientCode,
        siteName,
        reportCount: sum.reportCount,
        summary,
      };
    }),
  );
  return { emergency, teams, totals: { counts, summary: summarise(counts), reportCount } };
}
