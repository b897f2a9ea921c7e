import {
  listFreeTeams,
  type SnapshotTeamCall,
  type SnapshotTeams,
  type SnapshotTeamSite,
} from "#core/allocation/team-snapshot.ts";
import { type DrawnByTeams, sumTeamDraws } from "#core/allocation/team-draws.ts";
import { sumTaken, type Taken, takeFrom } from "#core/equipment/left-over.ts";
import type { CountryPower } from "#core/equipment/power.ts";
import type { RunPlace } from "#core/equipment/run-place.ts";
import { asId, type SiteId, type SupplyId } from "#core/id.ts";
import { type DeploymentStatus, ENGAGED_STATUSES, type PlannedGoods } from "#core/team/deployment.ts";
import type { TeamNeeds } from "#core/team/team-needs.ts";
import type { TeamType } from "#core/team/team.ts";
import { asDay, type Day } from "#core/time.ts";
import { listNewestReadiness } from "./equipment.ts";
import { listRunPlaces } from "./run-place.ts";
import type { Database } from "./schema.ts";
import { listTeamOffers } from "./team-offer.ts";

/** The offers of teams that a round looks at, the newest first: WHO has classified some 40 teams in all its years. */
const OFFERS_MAX = 500;

/** What waits for an answer promises the team until its first day is past. */
const PENDING_STATUSES: readonly DeploymentStatus[] = ["proposed", "invited"];

/** A deployment that promises a team, with what the team uses of its site. */
type PromisedUse = Awaited<ReturnType<typeof listPromised>>[number];

/**
 * Teams that are offered and calls that have fewer than they ask, on a day, with what the calls' sites have left; `undefined` where no
 * call has. Read within the transaction of the snapshot; the order of the lists is that of the ids.
 */
export async function readSnapshotTeams(
  database: Database,
  {
    today,
    countryPowers,
  }: { readonly today: Day; readonly countryPowers: ReadonlyMap<string, CountryPower> },
): Promise<SnapshotTeams | undefined> {
  const promised = await listPromised(database, today);
  const calls = await listLackingCalls(database, today, promised);
  if (calls.length === 0) return undefined;
  const { items } = await listTeamOffers(database, { status: "open" }, { limit: OFFERS_MAX });
  const found = items
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, teamId, teamName, partyId, partyCode, capabilities, languages, needs, ...offer }) =>
      listFreeTeams(
        {
          teamOfferId: asId(id),
          teamId: asId(teamId),
          teamName,
          partyId: asId(partyId),
          partyCode,
          types: capabilities.map(({ type }) => type),
          count: Math.max(0, ...capabilities.map(({ count }) => count)),
          languages,
          needs,
          availableFrom: offer.availableFrom,
          availableUntil: offer.availableUntil,
          promisedDays: promised.filter((one) => one.teamId === teamId),
        },
        today,
      ),
    );
  const siteIds = [...new Set(calls.map(({ siteId }) => siteId))].toSorted();
  const places = await listRunPlaces(database, { siteIds, countryPowers, itemIds: [], counting: "promised" });
  const drawn = await listPromisedDraws(database, siteIds, promised);
  const sites = siteIds.flatMap((siteId) => {
    const place = places.get(siteId);
    return place === undefined ? [] : [leaveForTeams(siteId, place, drawn.get(siteId))];
  });
  return {
    teams: found.flatMap(({ teams }) => teams),
    absent: found.flatMap(({ absent }) => absent),
    calls,
    sites,
  };
}

/** Deployments that were accepted and have not ended, and those that wait for an answer and begin `today` or later. */
export async function listPromised(database: Database, today: Day) {
  const rows = await database
    .selectFrom("deployment")
    .innerJoin("teamOffer", "teamOffer.id", "deployment.teamOfferId")
    .select([
      "deployment.teamId",
      "deployment.teamCallId",
      "deployment.siteId",
      "deployment.fromDay",
      "deployment.untilDay",
    ])
    .select((eb) => eb.ref("teamOffer.needs").$castTo<TeamNeeds | null>().as("needs"))
    .where((eb) =>
      eb.or([
        eb("deployment.status", "in", ENGAGED_STATUSES),
        eb.and([eb("deployment.status", "in", PENDING_STATUSES), eb("deployment.fromDay", ">=", today)]),
      ]),
    )
    .orderBy("deployment.id")
    .execute();
  return rows.map((row) => ({ ...row, fromDay: asDay(row.fromDay), untilDay: asDay(row.untilDay) }));
}

async function listLackingCalls(
  database: Database,
  today: Day,
  promised: readonly PromisedUse[],
): Promise<SnapshotTeamCall[]> {
  const rows = await database
    .selectFrom("teamCall")
    .innerJoin("party", "party.id", "teamCall.partyId")
    .selectAll("teamCall")
    .select(["party.code as partyCode", "party.country"])
    .where("teamCall.status", "=", "open")
    .where("teamCall.untilDay", ">=", today)
    .orderBy("teamCall.id")
    .execute();
  const severities = await listSeverities(database);
  return rows.flatMap((row): SnapshotTeamCall[] => {
    const got = promised.filter(({ teamCallId }) => teamCallId === row.id).length;
    if (got >= row.count) return [];
    const fromDay = asDay(row.fromDay);
    return [
      {
        teamCallId: asId(row.id),
        partyId: asId(row.partyId),
        partyCode: row.partyCode,
        country: row.country,
        siteId: asId(row.siteId),
        types: row.types as TeamType[], // held by the API and the rules of the call
        languages: row.languages,
        count: row.count,
        promised: got,
        fromDay: fromDay < today ? today : fromDay,
        untilDay: asDay(row.untilDay),
        severity: severities.get(`${row.partyId}/${row.emergency ?? ""}`) ?? 1,
        emergency: row.emergency,
      },
    ];
  });
}

/** The greatest severity that a party's open calls state for an emergency, by `party/emergency`. */
async function listSeverities(database: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await database
    .selectFrom("callLine")
    .innerJoin("call", "call.id", "callLine.callId")
    .where("call.scenario", "is", null)
    .where("call.emergency", "is not", null)
    .where("call.status", "in", ["open", "partly_met"])
    .select(["call.partyId", "call.emergency"])
    .select((eb) => eb.fn.max("callLine.severity").as("severity"))
    .groupBy(["call.partyId", "call.emergency"])
    .execute();
  return new Map(rows.map((row) => [`${row.partyId}/${row.emergency}`, row.severity]));
}

/** What is stated of the site, less what draws on it since, and what teams draw that were promised to it since. */
function leaveForTeams(
  siteId: SiteId,
  { conditions, running }: RunPlace,
  drawn: Taken | undefined,
): SnapshotTeamSite {
  const beside = drawn === undefined ? conditions : takeFrom(conditions, drawn);
  const { frequencies: _frequencies, skills: _skills, ...left } = takeFrom(beside, sumTaken(running));
  return { siteId, ...left };
}

/**
 * What the teams draw of sites' own power and oxygen that are promised to them for days since the statement that holds of each: what is used before is
 * in what was stated. Of a site of which nothing is stated, or to which no team is promised, nothing.
 */
export async function listPromisedDraws(
  database: Database,
  siteIds: readonly SiteId[],
  promised: readonly PromisedUse[],
): Promise<DrawnByTeams> {
  const stated = await listNewestReadiness(database, siteIds);
  return new Map(
    [...stated].flatMap(([siteId, { day }]) => {
      const own = promised.filter((one) => one.siteId === siteId && one.fromDay >= day);
      return own.length === 0 ? [] : [[siteId, sumTeamDraws(own.map(({ needs }) => needs))] as const];
    }),
  );
}

/**
 * Units of each supply that proposed deployments keep for their teams: those of a proposal that has lapsed, and what should have left before
 * `today`, count no more.
 */
export async function sumPlannedGoods(
  database: Database,
  today: Day,
): Promise<ReadonlyMap<SupplyId, number>> {
  const rows = await database
    .selectFrom("deployment")
    .select((eb) => eb.ref("plannedGoods").$castTo<PlannedGoods[]>().as("goods"))
    .where("status", "=", "proposed")
    .where("fromDay", ">=", today)
    .where("plannedGoods", "is not", null)
    .execute();
  const sums = new Map<SupplyId, number>();
  for (const { supplyId, quantity, departOn } of rows.flatMap(({ goods }) => goods)) {
    if (departOn >= today) sums.set(supplyId, (sums.get(supplyId) ?? 0) + quantity);
  }
  return sums;
}
