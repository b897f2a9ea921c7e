import {
  LAPSING_DAYS,
  readAgreementNews,
  readConsignmentNews,
  readDeploymentNews,
} from "#core/notification/news.ts";
import { readHoldNews, readLapsingNews, readRecallNews, readRoundNews } from "#core/notification/news.ts";
import { listTold, type News } from "#core/notification/notification.ts";
import { addDays, asInstant, dayOf } from "#core/time.ts";
import {
  listLapsing,
  takeAgreementSteps,
  takeColdHolds,
  takeConsignmentSteps,
  takeDeploymentSteps,
  takeRecallNotices,
  takeRounds,
} from "#store/happening.ts";
import { deleteNotifications, insertNotifications, listMembersOf } from "#store/notification.ts";
import { getSecretariatId } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext } from "../context.ts";

/** Records of one sort that are passed on in one transaction, so that none takes long. */
const BATCH = 500;

/** Notifications are kept so many days. */
const KEPT_DAYS = 365;

/**
 * Tells members of what has happened since the last time: returns how many notifications were written. Records are marked as passed
 * on in the transaction that writes the notifications, so that a crash leaves both or neither, and nobody is told twice of the same.
 * Can be run at any time and by several processes at once: none waits for another or for a command, what that has locked is left to the
 * next round. Linear in what has happened, times the members of the parties that it concerns. Old notifications are removed.
 */
export async function notifyMembers(context: AppContext, batch = BATCH): Promise<number> {
  let written = 0;
  for (;;) {
    const done = await context.database
      .transaction()
      .execute(async (database) => await notifyBatch({ ...context, database }, batch));
    written += done.written;
    // A full batch alone can have left something.
    if (done.most < batch) break;
  }
  written += await tellLapsing(context);
  const before = asInstant(`${addDays(dayOf(context.now()), -KEPT_DAYS)}T00:00:00Z`);
  await deleteNotifications(context.database, before);
  return written;
}

async function notifyBatch(context: AppContext, batch: number) {
  const { news, most } = await takeNews(context.database, batch);
  return { written: await tell(context, news), most };
}

/** Tells of calls that are about to expire: that follows from the day alone, and nothing is marked. */
async function tellLapsing(context: AppContext): Promise<number> {
  const { database, now } = context;
  const today = dayOf(now());
  const lapsing = await listLapsing(database, { from: today, before: addDays(today, LAPSING_DAYS) });
  return await tell(
    context,
    lapsing.map((record) => readLapsingNews(record, now())),
  );
}

/** Writes the notifications of some news. Returns how many. */
async function tell({ database, now, newId }: AppContext, news: readonly News[]): Promise<number> {
  const partyIds = news.flatMap(({ told }) => told.map(({ partyId }) => partyId));
  if (partyIds.length === 0) return 0;
  const members = await listMembersOf(database, partyIds);
  const tellings = news.flatMap((one) => listTold(one, members));
  return await insertNotifications(database, tellings, { createdAt: now(), newId });
}

/** What is news, and the greatest number of records that were marked of one sort. In the order in which it happened. */
async function takeNews(database: Database, batch: number) {
  const secretariat = await getSecretariatId(database);
  const agreements = await takeAgreementSteps(database, batch);
  const consignments = await takeConsignmentSteps(database, batch);
  const deployments = await takeDeploymentSteps(database, batch);
  const rounds = await takeRounds(database, batch);
  const recalls = await takeRecallNotices(database, batch);
  const holds = await takeColdHolds(database, batch);
  const news: readonly (News | undefined)[] = [
    ...rounds.records.flatMap(readRoundNews),
    ...agreements.records.map((record) => readAgreementNews(record, secretariat)),
    ...consignments.records.map(readConsignmentNews),
    ...deployments.records.map(readDeploymentNews),
    ...recalls.records.map(readRecallNews),
    ...holds.records.map(readHoldNews),
  ];
  const sorts = [agreements, consignments, deployments, rounds, recalls, holds];
  return {
    news: news
      .filter((one) => one !== undefined)
      .toSorted((one, other) =>
        one.happenedAt < other.happenedAt ? -1 : Number(one.happenedAt > other.happenedAt),
      ),
    most: Math.max(...sorts.map(({ taken }) => taken)),
  };
}
