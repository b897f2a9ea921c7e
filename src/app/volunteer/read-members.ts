import { asId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { type DeploymentId, type DeploymentStatus, ENGAGED_STATUSES } from "#core/team/deployment.ts";
import { asDay, dayOf } from "#core/time.ts";
import {
  findMemberProblems,
  findMemberReader,
  type MemberFacts,
  type MemberProblem,
} from "#core/volunteer/member.ts";
import type { Profession } from "#core/volunteer/profession.ts";
import { hasConsentOn, type Volunteer, type VolunteerId } from "#core/volunteer/volunteer.ts";
import { findDeployment } from "#store/deployment.ts";
import {
  findLicenceRule,
  listFormerMembers,
  listMemberIds,
  listMemberships,
} from "#store/deployment-member.ts";
import type { Database } from "#store/schema.ts";
import { findSites } from "#store/site.ts";
import { findVolunteers, type KeptVolunteer } from "#store/volunteer.ts";
import type { AppContext } from "../context.ts";

const NOBODY: Actor = { userId: asId<"user">("00000000-0000-0000-0000-000000000000"), memberships: [] };

type DeploymentFacts = MemberFacts["deployment"] & { readonly siteId: string };

/** A member as one of the readers sees it: what the reader may not see is `null` or empty. */
export interface MemberShown extends Pick<Volunteer, "name" | "languages" | "licences"> {
  readonly id: VolunteerId | null;
  readonly reference: string | null;
  readonly contact: string | null;
  readonly profession: Profession | null;
  readonly problems: readonly MemberProblem[];
}

/** What the question of a deployment's members needs to know, but for the memberships of each. */
export async function readMemberFacts(database: Database, deployment: DeploymentFacts) {
  const siteId = asId<"site">(deployment.siteId);
  const site = (await findSites(database, [siteId])).get(siteId);
  invariant(site !== undefined, "a deployment is at a site that there is");
  return { deployment, rule: await findLicenceRule(database, deployment.id), country: site.country };
}

/**
 * The members of a deployment. Who keeps the giver's roster reads them always, who leads the team from its acceptance to its close; its host reads, as
 * long, names and licences of those who agreed to that, and how many others there are. Nobody else reads them. What stands against a member by now is
 * told to the giver.
 *
 * Refuses with `not_found`, `not_permitted`.
 */
export async function readMembers(context: AppContext, actor: Actor | null, id: DeploymentId) {
  const { database } = context;
  const shown = await findDeployment(database, id);
  if (shown === undefined) return refuse({ code: "not_found", noun: "deployment", id });
  const parties = { giverId: asId<"party">(shown.giverId), recipientId: asId<"party">(shown.recipientId) };
  const reader = findMemberReader(actor ?? NOBODY, { ...parties, status: shown.status });
  if (reader === null) {
    const permitted = permit(NOBODY, "read_members", {});
    invariant(!permitted.ok, "nobody has no role");
    return permitted;
  }
  const today = dayOf(context.now());
  const { siteId, status } = shown;
  const days = { fromDay: asDay(shown.fromDay), untilDay: asDay(shown.untilDay) };
  const facts = await readMemberFacts(database, { id, status, siteId, ...days });
  const volunteers = await findVolunteers(database, await listMemberIds(database, id));
  const kept = volunteers.filter(({ consents }) => hasConsentOn(consents, "roster", today));
  const former = reader === "host" ? [] : await listFormerMembers(database, id);
  const answer = { reader, licenceRule: facts.rule, former };
  if (reader === "host") {
    const named = kept.filter(({ consents }) => hasConsentOn(consents, "host", today));
    const unnamedCount = kept.length - named.length;
    return accept({ ...answer, members: named.map(showToHost), unnamedCount });
  }
  const memberships = await listMemberships(
    database,
    kept.map((one) => one.id),
  );
  const members = kept.map((volunteer) => {
    const own = { ...facts, today, memberships: memberships.get(volunteer.id) ?? [] };
    return showToGiver(volunteer, isEngaged(status) ? findMemberProblems(volunteer, own) : []);
  });
  return accept({ ...answer, members, unnamedCount: 0 });
}

function isEngaged(status: DeploymentStatus): boolean {
  return ENGAGED_STATUSES.includes(status);
}

function showToHost({ name, licences }: KeptVolunteer): MemberShown {
  const hidden = { id: null, reference: null, contact: null, profession: null, languages: [] };
  return { ...hidden, name, licences, problems: [] };
}

function showToGiver(volunteer: KeptVolunteer, problems: readonly MemberProblem[]): MemberShown {
  const { id, reference, name, contact, profession, languages, licences } = volunteer;
  return { id, reference, name, contact, profession, languages, licences, problems };
}
