import { sql } from "kysely";
import { asId, type CommandId } from "#core/id.ts";
import type { ReportedVaccination } from "#core/session/reported-vaccination.ts";
import type { RecordedArrival } from "#core/session/received-against-given.ts";
import { asDay, type Day, type Instant } from "#core/time.ts";
import { isOneOf } from "./batches.ts";
import type { Database } from "./schema.ts";

/** Rows written by one statement. */
const BATCH = 5_000;

/** Those of the ids under which a figure has been recorded. */
export async function findVaccinationIds(
  database: Database,
  ids: readonly CommandId[],
): Promise<ReadonlySet<CommandId>> {
  if (ids.length === 0) return new Set();
  const rows = await database
    .selectFrom("reportedVaccination")
    .select("id")
    .where(isOneOf("id", ids))
    .execute();
  return new Set(rows.map((row) => asId<"command">(row.id)));
}

/** Writes figures that others published; those whose id is there stay as they are. */
export async function insertVaccinations(
  database: Database,
  figures: readonly (ReportedVaccination & { readonly id: CommandId })[],
  origin: {
    readonly commandId: CommandId;
    readonly recordedAt: Instant;
    readonly onProgress: (done: number) => void;
  },
): Promise<void> {
  for (let start = 0; start < figures.length; start += BATCH) {
    const batch = figures.slice(start, start + BATCH);
    const list = <Value>(read: (one: (typeof batch)[number]) => Value): Value[] => batch.map(read);
    await sql`
      insert into reported_vaccination (id, area, area_name, country, day, item_id, doses, people, people_fully,
        boosters, doses_of_day, doses_of_day_smoothed, publisher, command_id, recorded_at)
      select *, ${origin.commandId}::uuid, ${origin.recordedAt}::timestamptz from unnest(
        ${list(({ id }) => id)}::uuid[], ${list(({ area }) => area)}::text[],
        ${list(({ areaName }) => areaName)}::text[], ${list(({ country }) => country)}::text[],
        ${list(({ day }) => day)}::date[], ${list(({ itemId }) => itemId)}::text[],
        ${list(({ doses }) => doses)}::bigint[], ${list(({ people }) => people)}::bigint[],
        ${list(({ peopleFully }) => peopleFully)}::bigint[], ${list(({ boosters }) => boosters)}::bigint[],
        ${list(({ dosesOfDay }) => dosesOfDay)}::bigint[],
        ${list(({ dosesOfDaySmoothed }) => dosesOfDaySmoothed)}::bigint[],
        ${list(({ publisher }) => publisher)}::text[]
      )
      on conflict (id) do nothing
    `.execute(database);
    origin.onProgress(Math.min(start + BATCH, figures.length));
  }
}

/** The newest recorded figure of doses given for each country and day, of all vaccines of the item together. */
export async function listGivenByCountry(
  database: Database,
  of: { readonly itemId: string; readonly country?: string | undefined },
): Promise<readonly { readonly country: string; readonly day: Day; readonly doses: number }[]> {
  const { rows } = await sql<{ country: string; day: string; doses: number }>`
    select distinct on (country, day) country, day, doses from reported_vaccination
    where item_id = ${of.itemId} and doses is not null and country is not null
      and (${of.country ?? null}::text is null or country = ${of.country ?? null})
    order by country, day, recorded_at desc, id
  `.execute(database);
  return rows.map((row) => ({ ...row, day: asDay(row.day) }));
}

/** Areas that are no country, with the newest figure of doses given in each. */
export async function listOtherAreas(
  database: Database,
  itemId: string,
): Promise<
  readonly {
    readonly area: string;
    readonly areaName: string;
    readonly day: string;
    readonly doses: number;
  }[]
> {
  const { rows } = await sql<{ area: string; areaName: string; day: string; doses: number }>`
    select distinct on (area) area, area_name as "areaName", day, doses from reported_vaccination
    where item_id = ${itemId} and doses is not null and country is null
    order by area, day desc, recorded_at desc, id
  `.execute(database);
  return rows;
}

/** Rows of figures, how many of them state doses, and days of one area of which two figures were recorded. */
export async function countVaccinations(
  database: Database,
): Promise<{ readonly rows: number; readonly withDoses: number; readonly revised: number }> {
  const { rows } = await sql<{ rows: number; withDoses: number; revised: number }>`
    select count(*)::bigint as rows, count(doses)::bigint as "withDoses",
      (count(doses) - count(distinct (area, item_id, day)) filter (where doses is not null))::bigint as revised
    from reported_vaccination
  `.execute(database);
  return rows[0] ?? { rows: 0, withDoses: 0, revised: 0 };
}

/** Doses of the items recorded as received in each country, by the time in which they can have come; reversals taken off. */
export async function listArrivals(
  database: Database,
  of: { readonly itemIds: readonly string[]; readonly country?: string | undefined },
): Promise<readonly (RecordedArrival & { readonly country: string })[]> {
  const { rows } = await sql<{ country: string; from: string; to: string; site: string; doses: number }>`
    select taker.country, m.occurred_from as "from", m.occurred_to as "to", site.code as site,
      sum(case when m.reversal then -m.quantity else m.quantity end)::bigint as doses
    from supply as s
    join movement as m on m.supply_id = s.supply_id and m.kind in ('receive', 'surplus')
    join party as taker on taker.id = case when m.reversal then m.from_party_id else m.to_party_id end
    join site on site.id = case when m.reversal then m.from_site_id else m.to_site_id end
    where s.item_id = any(${of.itemIds}::text[]) and s.scenario is null and taker.country is not null
      and (${of.country ?? null}::text is null or taker.country = ${of.country ?? null})
    group by 1, 2, 3, 4
    having sum(case when m.reversal then -m.quantity else m.quantity end) <> 0
    order by 1, 2, 3, 4
  `.execute(database);
  return rows.map((row) => ({ ...row, from: asDay(row.from), to: asDay(row.to) }));
}
