import { type RawBuilder, sql, type SqlBool } from "kysely";
import { asId, type PartyId } from "#core/id.ts";
import type {
  AgreementRecord,
  ConsignmentRecord,
  DeploymentRecord,
  LapsingRecord,
  OwnRecord,
  RecallRecord,
  RoundRecord,
} from "#core/notification/news.ts";
import { NOTIFICATION_KINDS } from "#core/notification/notification.ts";
import { asDay, asInstant, type Day } from "#core/time.ts";
import type { Database } from "./schema.ts";

/**
 * Records of what has happened that nobody has been told of yet. Each function marks up to `most` of them, in the order in which they
 * were recorded, and locks them until the transaction ends. What somebody else has locked is left for another time, so that
 * nobody waits for a command. `taken` is how many were marked; those of scenarios are among them, and are no news.
 */
export interface Taken<Found> {
  readonly taken: number;
  readonly records: readonly Found[];
}

async function readRows<Row>(database: Database, query: RawBuilder<Row>): Promise<Row[]> {
  return (await query.execute(database)).rows;
}

interface StepRow {
  readonly thingId: string;
  readonly sequence: number;
  readonly step: string;
  readonly recordedAt: string;
  readonly doneBy: string | null;
  readonly giverId: string;
  readonly recipientId: string;
}

function readStep({ thingId, sequence, step, recordedAt, doneBy, giverId, recipientId }: StepRow) {
  return {
    thingId,
    sequence,
    step,
    recordedAt: asInstant(recordedAt),
    doneBy,
    giverId: asId<"party">(giverId),
    recipientId: asId<"party">(recipientId),
  };
}

/** Steps of agreements. */
export async function takeAgreementSteps(database: Database, most: number): Promise<Taken<AgreementRecord>> {
  const rows = await readRows(
    database,
    sql<
      StepRow & {
        partyId: string;
        holderId: string | null;
        roundId: string | null;
        scenario: string | null;
        concludes: boolean;
      }
    >`
    with untold as (
      select agreement_id, sequence from agreement_event where not notified
      order by recorded_at, agreement_id, sequence limit ${most} for update skip locked
    ), told as (
      update agreement_event as e set notified = true from untold as u
      where e.agreement_id = u.agreement_id and e.sequence = u.sequence
      returning e.agreement_id, e.sequence, e.step, e.party_id, e.command_id, e.recorded_at
    )
    select t.agreement_id as thing_id, t.sequence, t.step, t.recorded_at, t.party_id, c.user_id as done_by,
      a.giver_id, a.recipient_id, a.holder_id, a.round_id, a.scenario,
      a.status in ('agreed', 'fulfilled') and not exists (
        select from agreement_event as later
        where later.agreement_id = t.agreement_id and later.step = 'accept' and later.sequence > t.sequence
      ) as concludes
    from told as t join agreement as a on a.id = t.agreement_id left join command as c on c.id = t.command_id
    order by t.recorded_at, t.agreement_id, t.sequence`,
  );
  const records = rows
    .filter(({ scenario }) => scenario === null)
    .map((row) => ({
      ...readStep(row),
      partyId: asId<"party">(row.partyId),
      holderId: row.holderId === null ? null : asId<"party">(row.holderId),
      isOfRound: row.roundId !== null,
      concludes: row.concludes,
    }));
  return { taken: rows.length, records };
}

/** Steps of consignments. One without an agreement is a record of what had long arrived: no news either. */
export async function takeConsignmentSteps(
  database: Database,
  most: number,
): Promise<Taken<ConsignmentRecord>> {
  const rows = await readRows(
    database,
    sql<StepRow & { number: string; agreementId: string | null; scenario: string | null; differs: boolean }>`
    with untold as (
      select consignment_id, sequence from consignment_event where not notified
      order by recorded_at, consignment_id, sequence limit ${most} for update skip locked
    ), told as (
      update consignment_event as e set notified = true from untold as u
      where e.consignment_id = u.consignment_id and e.sequence = u.sequence
      returning e.consignment_id, e.sequence, e.step, e.command_id, e.recorded_at
    )
    select t.consignment_id as thing_id, t.sequence, t.step, t.recorded_at, c.user_id as done_by, s.giver_id,
      s.recipient_id, s.number, s.agreement_id, s.scenario,
      exists (
        select from receipt as r join difference as d on d.receipt_id = r.id where r.consignment_id = t.consignment_id
      ) as differs
    from told as t join consignment as s on s.id = t.consignment_id left join command as c on c.id = t.command_id
    order by t.recorded_at, t.consignment_id, t.sequence`,
  );
  const records = rows
    .filter(({ scenario, agreementId }) => scenario === null && agreementId !== null)
    .map((row) => ({ ...readStep(row), number: row.number, differs: row.differs }));
  return { taken: rows.length, records };
}

/** Steps of deployments. */
export async function takeDeploymentSteps(
  database: Database,
  most: number,
): Promise<Taken<DeploymentRecord>> {
  const rows = await readRows(
    database,
    sql<StepRow & { teamName: string }>`
    with untold as (
      select deployment_id, sequence from deployment_event where not notified
      order by recorded_at, deployment_id, sequence limit ${most} for update skip locked
    ), told as (
      update deployment_event as e set notified = true from untold as u
      where e.deployment_id = u.deployment_id and e.sequence = u.sequence
      returning e.deployment_id, e.sequence, e.step, e.command_id, e.recorded_at
    )
    select t.deployment_id as thing_id, t.sequence, t.step, t.recorded_at, c.user_id as done_by, d.giver_id,
      d.recipient_id, team.name as team_name
    from told as t join deployment as d on d.id = t.deployment_id join team on team.id = d.team_id
      left join command as c on c.id = t.command_id
    order by t.recorded_at, t.deployment_id, t.sequence`,
  );
  return {
    taken: rows.length,
    records: rows.map((row) => ({ ...readStep(row), teamName: row.teamName })),
  };
}

/** Rounds that were published, with the parties whose calls they had before them. */
export async function takeRounds(database: Database, most: number): Promise<Taken<RoundRecord>> {
  const rounds = await readRows(
    database,
    sql<{ id: string; scenario: string | null; publishedAt: string }>`
    with untold as (
      select id from round where not notified and published_at is not null
      order by published_at, id limit ${most} for update skip locked
    )
    update round as r set notified = true from untold as u where r.id = u.id
    returning r.id, r.scenario, r.published_at`,
  );
  const records = [];
  for (const { id: roundId, scenario, publishedAt } of rounds) {
    if (scenario !== null) continue;
    records.push({
      roundId,
      publishedAt: asInstant(publishedAt),
      callers: await listCallers(database, roundId),
    });
  }
  return { taken: rounds.length, records };
}

async function listCallers(database: Database, roundId: string): Promise<RoundRecord["callers"]> {
  const rows = await readRows(
    database,
    sql<{ partyId: string; isAllocated: boolean }>`
    select n.party_id, exists (
      select from allocation as a join call on call.id = a.call_id
      where a.round_id = ${roundId} and call.party_id = n.party_id
    ) as is_allocated
    from (
      select distinct (need ->> 'partyId')::uuid as party_id
      from round, jsonb_array_elements(round.snapshot -> 'needs') as need where round.id = ${roundId}
    ) as n
    order by n.party_id`,
  );
  return rows.map(({ partyId, isAllocated }) => ({ partyId: asId<"party">(partyId), isAllocated }));
}

interface OwnRow {
  readonly thingId: string;
  readonly partyId: PartyId;
  readonly at: string;
  readonly scenario: string | null;
  readonly taken: number;
}

/** Records of the real world, and how many were marked: a row stands for several. */
function readOwn<Row extends OwnRow>(rows: readonly Row[]): Taken<Row & OwnRecord> {
  const records = rows
    .filter(({ scenario }) => scenario === null)
    .map((row) => ({ ...row, at: asInstant(row.at) }));
  return { taken: rows.reduce((sum, row) => sum + row.taken, 0), records };
}

/** Parties that have been told of a recall: each once for all of its sites that were told at the same time. */
export async function takeRecallNotices(database: Database, most: number): Promise<Taken<RecallRecord>> {
  const rows = await readRows(
    database,
    sql<OwnRow & { isDrill: boolean }>`
    with untold as (
      select recall_id, party_id, site_id from recall_notice where not notified
      order by told_at, recall_id, party_id, site_id limit ${most} for update skip locked
    ), told as (
      update recall_notice as n set notified = true from untold as u
      where n.recall_id = u.recall_id and n.party_id = u.party_id and n.site_id = u.site_id
      returning n.recall_id, n.party_id, n.told_at
    )
    select t.recall_id as thing_id, t.party_id, t.told_at as at, r.scenario, r.is_drill, count(*)::integer as taken
    from told as t join recall as r on r.id = t.recall_id
    group by t.recall_id, t.party_id, t.told_at, r.scenario, r.is_drill order by t.told_at, t.recall_id, t.party_id`,
  );
  return readOwn(rows);
}

/** Parties whose units were put on hold: each once for all that were at the same time, as far as they wait for its decision still. */
export async function takeColdHolds(database: Database, most: number): Promise<Taken<OwnRecord>> {
  const rows = await readRows(
    database,
    sql<OwnRow & { isOpen: boolean }>`
    with untold as (
      select id from cold_hold where not notified order by opened_at, id limit ${most} for update skip locked
    ), told as (
      update cold_hold as h set notified = true from untold as u where h.id = u.id
      returning h.id, h.party_id, h.supply_id, h.opened_at, h.status = 'open' as is_open
    )
    select min(t.id::text) as thing_id, t.party_id, t.opened_at as at, s.scenario, t.is_open, count(*)::integer as taken
    from told as t join supply as s on s.supply_id = t.supply_id
    group by t.party_id, t.opened_at, s.scenario, t.is_open order by t.opened_at, t.party_id`,
  );
  const { taken, records } = readOwn(rows);
  return { taken, records: records.filter(({ isOpen }) => isOpen) };
}

/** Whether somebody is to be told that a call expires on a day, and has not been. The key is that of `readLapsingNews`. */
function isUntold(kind: LapsingRecord["kind"], table: "call" | "teamCall") {
  const roles = [...NOTIFICATION_KINDS[kind].told.self];
  const [id, partyId, expiresOn] = ["id", "partyId", "expiresOn"].map((name) => sql.ref(`${table}.${name}`));
  return sql<SqlBool>`exists (
    select from membership as m where m.party_id = ${partyId} and m.role = any(${roles}::text[]) and not exists (
      select from notification as n where n.user_id = m.user_id
        and n.happened = ${kind}::text || '.' || ${id}::text || '.' || to_char(${expiresOn}, 'YYYY-MM-DD')
    )
  )`;
}

/**
 * Calls, for teams too, that expire from `from` to before `before` unless they are confirmed again, and of which not everybody has been
 * told. Marks nothing.
 */
export async function listLapsing(
  database: Database,
  { from, before }: { readonly from: Day; readonly before: Day },
): Promise<readonly LapsingRecord[]> {
  const calls = await database
    .selectFrom("call")
    .select(["id", "partyId", "expiresOn"])
    .where("scenario", "is", null)
    .where("status", "in", ["open", "partly_met"])
    .where("expiresOn", ">=", from)
    .where("expiresOn", "<", before)
    .where(isUntold("call_lapsing", "call"))
    .orderBy("id")
    .execute();
  const teamCalls = await database
    .selectFrom("teamCall")
    .select(["id", "partyId", "expiresOn"])
    .where("status", "=", "open")
    // One that is over with its own last day cannot be confirmed for longer.
    .whereRef("expiresOn", "<", "untilDay")
    .where("expiresOn", ">=", from)
    .where("expiresOn", "<", before)
    .where(isUntold("team_call_lapsing", "teamCall"))
    .orderBy("id")
    .execute();
  const read = (kind: LapsingRecord["kind"]) => (row: (typeof calls)[number]) => ({
    kind,
    thingId: row.id,
    partyId: asId<"party">(row.partyId),
    expiresOn: asDay(row.expiresOn),
  });
  return [...calls.map(read("call_lapsing")), ...teamCalls.map(read("team_call_lapsing"))];
}
