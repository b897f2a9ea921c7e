import { asId, type PartyId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { dayOf } from "#core/time.ts";
import { listShownCounts } from "#core/volunteer/roster-counts.ts";
import { hasConsentOn, type VolunteerId } from "#core/volunteer/volunteer.ts";
import { listMemberships } from "#store/deployment-member.ts";
import type { PageRequest } from "#store/page.ts";
import { findParty } from "#store/party.ts";
import {
  findVolunteers,
  isRosterPublished,
  listPublishedRosters,
  listRosterKeys,
  listVolunteers,
  type VolunteerFilter,
} from "#store/volunteer.ts";
import type { AppContext } from "../context.ts";

const NOBODY: Actor = { userId: asId<"user">("00000000-0000-0000-0000-000000000000"), memberships: [] };

/**
 * A page of the volunteers of a party, newest first, and whether the party publishes the counts. Only for who keeps the roster of that party:
 * neither the secretariat nor an administrator reads it. Refuses with `not_permitted`, `not_found` (the party).
 */
export async function readVolunteers(
  context: AppContext,
  actor: Actor | null,
  { partyId, ...filter }: VolunteerFilter & { readonly partyId: PartyId },
  page: PageRequest,
) {
  const { database } = context;
  const permitted = permit(actor ?? NOBODY, "read_roster", { self: partyId });
  if (!permitted.ok) return permitted;
  const party = await findParty(database, partyId);
  if (party === undefined) return refuse({ code: "not_found", noun: "party", id: partyId });
  const today = dayOf(context.now());
  return accept({
    publishesCounts: await isRosterPublished(database, partyId),
    ...(await listVolunteers(database, { partyId, today, filter }, page)),
  });
}

/**
 * Everything that is kept of one person, for who keeps the roster and for the person who asks for it: also the deployments of which the person is
 * or was a member. Refuses with `not_found`, also of a person whose consent has ended, then with `not_permitted`.
 */
export async function readVolunteer(context: AppContext, actor: Actor | null, id: VolunteerId) {
  const { database } = context;
  const [volunteer] = await findVolunteers(database, [id]);
  if (volunteer === undefined || !hasConsentOn(volunteer.consents, "roster", dayOf(context.now()))) {
    return refuse({ code: "not_found", noun: "volunteer", id });
  }
  const permitted = permit(actor ?? NOBODY, "read_roster", { self: volunteer.partyId });
  if (!permitted.ok) return permitted;
  const deployments = (await listMemberships(database, [id])).get(id) ?? [];
  return accept({ ...volunteer, deployments });
}

/** The counts of the rosters whose parties publish them, by profession and by language; small counts are left out. Public. */
export async function readRosterCounts(
  context: AppContext,
  { partyCode }: { readonly partyCode?: string | undefined },
) {
  const today = dayOf(context.now());
  const rosters = [];
  for (const { partyId, partyCode: code } of await listPublishedRosters(context.database, partyCode)) {
    const keys = await listRosterKeys(context.database, partyId, today);
    rosters.push({
      partyCode: code,
      professions: listShownCounts(keys.map(({ profession }) => profession)),
      languages: listShownCounts(keys.flatMap(({ languages }) => languages)),
    });
  }
  return { rosters };
}
