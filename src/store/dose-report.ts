import { type RawBuilder, sql } from "kysely";
import type { BookedDoses, ReportedDoses } from "#core/session/dose-report.ts";
import type { DoseNumber, Outcome } from "#core/session/session-report.ts";
import { asDay, type Day } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** Which sites a report of doses is about: all of a country, one, or every one. */
export interface DoseFilter {
  readonly country?: string | undefined;
  readonly site?: string | undefined;
}

function isAsked({ country, site }: DoseFilter): RawBuilder<unknown> {
  return sql`(${country ?? null}::text is null or site.country = ${country ?? null})
    and (${site ?? null}::text is null or site.code = ${site ?? null})`;
}

/** Reports that no further one has corrected. */
const STANDS = sql`not exists (select 1 from session_report as later where later.corrects_id = r.id)`;

/** What the ledger has of doses by site and item. Cost: accounts of the supplies that have come to the sites. */
export async function listBookedDoses(
  database: Database,
  filter: DoseFilter,
): Promise<readonly BookedDoses[]> {
  const at = (stage: string) =>
    sql`coalesce(sum(a.units_in - a.units_out) filter (where a.stage = ${stage}), 0)::bigint`;
  const { rows } = await sql<BookedDoses>`
    select site.code as site, site.country, h.item_id as "itemId", ${at("received")} as "inStock",
      ${at("quarantined")} as quarantined, ${at("used")} as used, ${at("wasted")} as wasted, ${at("lost")} as lost,
      ${at("returned")} as returned,
      coalesce((
        select sum(m.quantity) from dose_holding as o join movement as m on m.supply_id = o.supply_id
        where o.site_id = h.site_id and o.item_id = h.item_id and m.kind in ('receive', 'surplus') and m.reversal
          and m.from_site_id = h.site_id and m.from_party_id = o.party_id
      ), 0)::bigint as corrected
    from dose_holding as h
    join site on site.id = h.site_id
    join account as a on a.supply_id = h.supply_id and a.party_id = h.party_id and a.site_id = h.site_id
    where ${isAsked(filter)}
    group by site.code, site.country, h.item_id, h.site_id
    order by site.code, h.item_id
  `.execute(database);
  return rows;
}

/** Doses of session reports that stand, by site, item, outcome, dose number and group. */
export async function listReportedDoses(
  database: Database,
  filter: DoseFilter,
): Promise<readonly ReportedDoses[]> {
  const { rows } = await sql<
    Omit<ReportedDoses, "outcome" | "doseNumber"> & { outcome: string; doseNumber: string | null }
  >`
    select site.code as site, site.country, r.item_id as "itemId", l.outcome, l.dose_number as "doseNumber",
      l.group_code as "group", sum(l.quantity)::bigint as doses,
      sum(case when l.supply_id is null then l.quantity - coalesce(s.quantity, 0) else 0 end)::bigint as unsettled
    from session_report as r
    join site on site.id = r.site_id
    join session_line as l on l.report_id = r.id
    left join lateral (
      select sum(quantity) as quantity from session_settlement as s
      where s.report_id = l.report_id and s.line_number = l.line_number
    ) as s on true
    where ${isAsked(filter)} and ${STANDS}
    group by 1, 2, 3, 4, 5, 6
    order by 1, 2, 3, 4, 5, 6
  `.execute(database);
  // Written from checked commands.
  return rows.map((row) => ({
    ...row,
    outcome: row.outcome as Outcome,
    doseNumber: row.doseNumber as DoseNumber | null,
  }));
}

/** Doses given by site and group, of reports that stand and state groups beside their dose numbers. */
export async function listGroupedDoses(
  database: Database,
  filter: DoseFilter,
): Promise<readonly { readonly site: string; readonly group: string; readonly doses: number }[]> {
  const { rows } = await sql<{ site: string; group: string; doses: number }>`
    select site.code as site, g.group_code as "group", sum(g.quantity)::bigint as doses
    from session_report as r
    join site on site.id = r.site_id
    join session_group as g on g.report_id = r.id
    where ${isAsked(filter)} and ${STANDS}
    group by 1, 2
    order by 1, 2
  `.execute(database);
  return rows;
}

/** Doses given by site after `since`, and up to `until`. */
export async function sumRecentlyGiven(
  database: Database,
  filter: DoseFilter,
  { since, until }: { readonly since: Day; readonly until: Day },
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ site: string; doses: number }>`
    select site.code as site, sum(l.quantity)::bigint as doses
    from session_report as r
    join site on site.id = r.site_id
    join session_line as l on l.report_id = r.id
    where ${isAsked(filter)} and ${STANDS} and l.outcome = 'given' and r.held_on > ${since} and r.held_on <= ${until}
    group by 1
  `.execute(database);
  return new Map(rows.map(({ site, doses }) => [site, doses]));
}

/** The newest day of a session at the sites; `undefined` where there was none. */
export async function findNewestSession(database: Database, filter: DoseFilter): Promise<Day | undefined> {
  const { rows } = await sql<{ day: string | null }>`
    select max(r.held_on) as day from session_report as r join site on site.id = r.site_id
    where ${isAsked(filter)} and ${STANDS}
  `.execute(database);
  const day = rows[0]?.day ?? null;
  return day === null ? undefined : asDay(day);
}

/** Lots in stock that have a day of expiry. */
export async function listExpiringLots(
  database: Database,
  filter: DoseFilter,
): Promise<
  readonly { readonly site: string; readonly itemId: string; readonly expiry: Day; readonly held: number }[]
> {
  const { rows } = await sql<{ site: string; itemId: string; expiry: string; held: number }>`
    select site.code as site, h.item_id as "itemId", s.expiry, sum(a.units_in - a.units_out)::bigint as held
    from dose_holding as h
    join site on site.id = h.site_id
    join supply as s on s.supply_id = h.supply_id
    join account as a on a.supply_id = h.supply_id and a.party_id = h.party_id and a.site_id = h.site_id
      and a.stage = 'received'
    where ${isAsked(filter)} and s.expiry is not null and a.units_in > a.units_out
    group by 1, 2, 3
    order by 1, 2, 3
  `.execute(database);
  return rows.map((row) => ({ ...row, expiry: asDay(row.expiry) }));
}

/** Days on which more doses had been given at a site than had come to it by then, by the days that are recorded. */
export async function listDaysAhead(
  database: Database,
  filter: DoseFilter,
): Promise<readonly { readonly site: string; readonly days: number; readonly most: number }[]> {
  const { rows } = await sql<{ site: string; days: number; most: number }>`
    with change as (
      select r.site_id, r.held_on as day, 0 - sum(l.quantity) as doses
      from session_report as r join session_line as l on l.report_id = r.id
      where ${STANDS} group by 1, 2
      union all
      select h.site_id, m.occurred_from, sum(case when m.reversal then -m.quantity else m.quantity end)
      from dose_holding as h join movement as m on m.supply_id = h.supply_id
      where m.kind in ('receive', 'surplus')
        and ((m.to_site_id = h.site_id and m.to_party_id = h.party_id and not m.reversal)
          or (m.from_site_id = h.site_id and m.from_party_id = h.party_id and m.reversal))
      group by 1, 2
    ), daily as (
      select site_id, day, sum(sum(doses)) over (partition by site_id order by day) as stock
      from change group by site_id, day
    )
    select site.code as site, count(*)::integer as days, max(0 - stock)::bigint as most
    from daily join site on site.id = daily.site_id
    where ${isAsked(filter)} and stock < 0 and exists (select 1 from session_report as r where r.site_id = daily.site_id)
    group by 1 order by 1
  `.execute(database);
  return rows;
}
