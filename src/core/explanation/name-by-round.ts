import { type FacilityKind, listFacilityKinds } from "#core/allocation/site-facilities.ts";
import { demandKey, roomKey, supplyKey, teamCallKey, teamKey } from "#core/allocation/round-keys.ts";
import { COLD_RANGES } from "#core/cold-chain/cold-class.ts";
import { choosePeriods, dayOfPeriod } from "#core/allocation/periods.ts";
import type { Snapshot, SnapshotLane } from "#core/allocation/snapshot.ts";
import type { Item } from "#core/item/item.ts";
import type { Country } from "#core/place/country.ts";
import type { Site } from "#core/site/site.ts";
import { addDays, asDay, daysBetween } from "#core/time.ts";
import type { PlanProblem } from "#planner/problem.ts";
import { nameRunLimits } from "./name-run-limits.ts";
import { type Naming, nameByKeys } from "./naming.ts";
import type { Wording } from "./wording.ts";

/** A round's problem, the snapshot that it was made of, and the facts that have names. */
export interface NamedRound {
  readonly problem: PlanProblem;
  readonly snapshot: Snapshot;
  readonly sites: ReadonlyMap<string, Pick<Site, "name">>;
  readonly items: ReadonlyMap<string, Pick<Item, "names">>;
  readonly countries: ReadonlyMap<string, Pick<Country, "names">>;
}

/** What the items and sites of a round's problem are, by their index: their ids. */
export interface RoundIndex {
  readonly itemIds: ReadonlyMap<number, string>;
  readonly siteIds: ReadonlyMap<number, string>;
}

/** Finds items and sites by the rows that lie there; an item that no row is of has no id. O(rows). */
export function indexRound({ problem, snapshot }: Pick<NamedRound, "problem" | "snapshot">): RoundIndex {
  const supplies = new Map(snapshot.supplies.map((supply) => [supplyKey(supply), supply]));
  const needs = new Map(snapshot.needs.map((need) => [demandKey(need), need]));
  const lanes = new Map(snapshot.lanes.map((lane) => [lane.laneId as string, lane]));
  const itemIds = new Map<number, string>();
  const siteIds = new Map<number, string>();
  for (const { key, from, to } of problem.lanes) {
    const lane = lanes.get(key);
    if (lane !== undefined) siteIds.set(from, lane.fromSiteId).set(to, lane.toSiteId);
  }
  for (const { key, site, items } of problem.demands) {
    const need = needs.get(key);
    if (need === undefined) continue;
    siteIds.set(site, need.siteId);
    // A need of several items is told by the supplies of each.
    const [only] = items;
    if (only !== undefined && items.length === 1) itemIds.set(only, need.itemId);
  }
  for (const { key, item, site } of problem.supplies) {
    const supply = supplies.get(key);
    if (supply === undefined) continue;
    itemIds.set(item, supply.itemId);
    siteIds.set(site, supply.siteId);
  }
  return { itemIds, siteIds };
}

/** The names of a round's teams, of calls for them, and of what sites have; of a round without teams by their keys. */
function nameTeams(
  { snapshot, sites, items, countries }: NamedRound,
  wording: Wording,
): Pick<Naming, "unit" | "unitCall" | "facility"> {
  const { say, language, isolate } = wording;
  const byKeys = nameByKeys(wording);
  const { teams } = snapshot;
  const party = (code: string) => countries.get(code)?.names[language] ?? isolate(code);
  const units = new Map(teams?.teams.map((team) => [teamKey(team), team]));
  const calls = new Map(teams?.calls.map((call) => [teamCallKey(call), call]));
  const kinds = teams === undefined ? [] : listFacilityKinds(teams);
  return {
    unit: (key) => {
      const team = units.get(key);
      if (team === undefined) return byKeys.unit(key);
      return say("team.name", { team: isolate(team.teamName), party: party(team.partyCode) });
    },
    unitCall: (key) => {
      const call = calls.get(key);
      if (call === undefined) return byKeys.unitCall(key);
      const site = isolate(sites.get(call.siteId)?.name ?? call.siteId);
      return say("team.call", { party: party(call.partyCode), site });
    },
    facility: (number) => {
      const kind = kinds[number];
      if (kind === undefined) return byKeys.facility(number);
      return nameFacility(kind, wording, (id) => items.get(id)?.names[language] ?? id);
    },
  };
}

/** What a kind of facilities is called. */
function nameFacility(
  kind: FacilityKind,
  { say: tell, isolate, list }: Wording,
  nameItem: (id: string) => string,
): string {
  switch (kind.kind) {
    case "power":
      return tell("facility.power");
    case "oxygen":
      return tell("facility.oxygen");
    case "oxygen_high":
      return tell("facility.oxygenHigh");
    case "goods":
      return tell("facility.goods", { items: list(kind.items.map(nameItem)) });
    case "mains": {
      const { voltage, plugs, hoursPerDay } = kind;
      const parts = [
        ...(voltage === null ? [] : [tell("facility.volts", { volts: isolate(voltage) })]),
        ...(plugs.length === 0 ? [] : [tell("facility.plugs", { plugs: isolate(plugs.join(", ")) })]),
        ...(hoursPerDay === null ? [] : [tell("facility.hours", { count: hoursPerDay })]),
      ];
      return tell("facility.mains", { what: list(parts) });
    }
  }
}

const MS_PER_DAY = 86_400_000;
const EPOCH = asDay("1970-01-01");

/** The names of a round's rows in one language: items, countries and sites by name, periods by their days. */
export function nameByRound(round: NamedRound, wording: Wording): Naming {
  const { snapshot, sites, items, countries } = round;
  const { say, language, locale, isolate } = wording;
  const byKeys = nameByKeys(wording);
  const periods = choosePeriods(snapshot);
  const supplies = new Map(snapshot.supplies.map((supply) => [supplyKey(supply), supply]));
  const needs = new Map(snapshot.needs.map((need) => [demandKey(need), need]));
  const lanes = new Map(snapshot.lanes.map((lane) => [lane.laneId as string, lane]));
  const rooms = new Map(
    (snapshot.rooms ?? []).flatMap((room) =>
      (["room", "intake"] as const).map((kind) => [roomKey(kind, room), room]),
    ),
  );
  const { itemIds, siteIds } = indexRound(round);
  const limits = nameRunLimits(round, wording);
  const days = new Intl.DateTimeFormat(locale, {
    timeZone: "UTC",
    dateStyle: "medium",
  });
  const instantOf = (period: number, more: number) =>
    daysBetween(EPOCH, addDays(dayOfPeriod(periods, period), more)) * MS_PER_DAY;
  const ofTeams = nameTeams(round, wording);
  // What a team needs of goods stands in the problem under the team's key.
  const nameNeed = (key: string) => {
    const [, unit] = /^need \d+(?:\.\d+)? (.*)$/.exec(key) ?? [];
    return unit === undefined ? undefined : ofTeams.unit(unit);
  };
  const siteName = (id: string) => isolate(sites.get(id)?.name ?? id);
  const laneName = (lane: SnapshotLane) =>
    say("name.laneBetween", { from: siteName(lane.fromSiteId), to: siteName(lane.toSiteId) });
  const itemName = (id: string) => items.get(id)?.names[language] ?? id;
  return {
    ...byKeys,
    item: (index) => {
      const id = itemIds.get(index);
      return id === undefined ? byKeys.item(index) : itemName(id);
    },
    site: (index) => {
      const id = siteIds.get(index);
      return id === undefined ? byKeys.site(index) : siteName(id);
    },
    supply: (key) => {
      const supply = supplies.get(key);
      if (supply === undefined) return nameNeed(key) ?? byKeys.supply(key);
      return say("name.supplyFrom", { item: itemName(supply.itemId), site: siteName(supply.siteId) });
    },
    line: (key) => {
      const need = needs.get(key);
      if (need === undefined) return nameNeed(key) ?? byKeys.line(key);
      const recipient = countries.get(need.partyCode)?.names[language] ?? isolate(need.partyCode);
      return say("name.line", { recipient, item: itemName(need.itemId) });
    },
    lane: (key) => {
      const lane = lanes.get(key);
      if (lane === undefined) return byKeys.lane(key);
      return laneName(lane);
    },
    receiving: (key) => {
      const room = rooms.get(key);
      if (room === undefined) return limits.get(key)?.name ?? byKeys.receiving(key);
      const range = isolate(COLD_RANGES[room.temperatureClass]);
      const lane = lanes.get(room.laneId ?? "");
      if (lane === undefined) return say("name.room", { range, site: siteName(room.siteId ?? "") });
      return say("name.laneRoom", { range, lane: laneName(lane) });
    },
    ...ofTeams,
    capacity: (key, amount) => limits.get(key)?.count(amount) ?? byKeys.capacity(key, amount),
    span: (from, to) => days.formatRange(instantOf(from, 0), instantOf(to, periods.days - 1)),
    length: (count) => say("amount.days", { count: count * periods.days }),
  };
}
