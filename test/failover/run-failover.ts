import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { v7 } from "uuid";
import type { AppContext, CommandMeta } from "#app/context.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { checkLog } from "#app/log/check-log.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { makeOffer } from "#app/offer/make-offer.ts";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, asInstant } from "#core/time.ts";
import { openDatabase } from "#store/database.ts";
import { startCluster, type Victim } from "./cluster.ts";

export interface FailoverReport {
  readonly kills: number;
  /** Commands that were answered with their result, each posts an entry. */
  readonly acknowledged: number;
  /** Tries that failed, and were sent again under the same id. */
  readonly failedTries: number;
  /** Acknowledged and not there afterwards. */
  readonly lost: readonly string[];
  /** Entries beyond those acknowledged: none, as every command is sent until it is. */
  readonly surplus: number;
  readonly ledgerHolds: boolean;
  readonly logHolds: boolean;
  /** From each kill until the next command was acknowledged, milliseconds. */
  readonly pausesMs: readonly number[];
}

const CLIENTS = 4;
const TRIES_MAX = 600;
const PAUSE_MS = 250;

/** Kills the server that takes writes `times` times while commands are posted through `DATABASE_URL`, and holds what is left. */
export async function runFailover(options: {
  readonly times: number;
  readonly victim: Victim;
  readonly tell: (line: string) => void;
}): Promise<FailoverReport> {
  const directory = mkdtempSync(join(tmpdir(), "wellspring-failover-"));
  chmodSync(directory, 0o755);
  const cluster = await startCluster(directory);
  try {
    await cluster.waitUntilWhole();
    options.tell("three servers, one of them synchronous");
    const opened = await openDatabase({ url: cluster.url, poolSize: CLIENTS + 2, connectWithinMs: 5000 });
    try {
      const context: AppContext = {
        database: opened.db,
        reference: await loadReference(),
        now: () => asInstant(new Date().toISOString()),
        newId: () => v7(),
      };
      await seedReference(context);
      const load = await startLoad(context);
      const pausesMs: number[] = [];
      for (let kill = 1; kill <= options.times; kill += 1) {
        await load.waitFor(20);
        const primary = await cluster.findPrimary();
        cluster.kill(primary, options.victim);
        const killedMs = performance.now();
        await load.waitFor(1);
        pausesMs.push(Math.round(performance.now() - killedMs));
        options.tell(`kill ${kill} of node ${primary}: writes again after ${pausesMs.at(-1)} ms`);
        cluster.mend(primary);
        await cluster.waitUntilWhole();
      }
      await load.waitFor(20);
      const { acknowledged, failedTries } = await load.stop();
      const held = await holdBook(context, acknowledged);
      return { kills: options.times, acknowledged: acknowledged.length, failedTries, pausesMs, ...held };
    } finally {
      await opened.close();
    }
  } finally {
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Clients that offer one thing after the other, each sent again under its id until it is answered. */
async function startLoad(context: AppContext) {
  const site = await context.database
    .selectFrom("site")
    .innerJoin("party", "party.id", "site.partyId")
    .where("party.code", "=", "CHN")
    .select(["site.id as siteId", "party.id as partyId"])
    .executeTakeFirstOrThrow();
  const partyId = asId<"party">(site.partyId);
  const command = {
    partyId,
    terms: "grant",
    lines: [
      {
        itemId: "medical_mask",
        quantity: asQuantity(10),
        siteId: asId<"site">(site.siteId),
        availableFrom: asDay("2026-01-01"),
      },
    ],
  } as const;
  const actor = {
    userId: asId<"user">(v7()),
    memberships: [{ partyId, role: "focal_point" }],
  } as const;
  const acknowledged: string[] = [];
  let failedTries = 0;
  let isWanted = true;
  const send = async (meta: CommandMeta): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        const made = await makeOffer(context, meta, command);
        if (!made.ok) throw new Error(`refused: ${JSON.stringify(made.refusal)}`);
        acknowledged.push(meta.commandId);
        return;
      } catch (error) {
        failedTries += 1;
        if (tries >= TRIES_MAX) throw error;
        await sleep(PAUSE_MS);
      }
    }
  };
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (isWanted) await send({ commandId: asId<"command">(v7()), actor });
  });
  const failed = Promise.all(clients);
  return {
    /** Resolves when so many more have been acknowledged. */
    waitFor: async (count: number) => {
      const goal = acknowledged.length + count;
      const reached = (async () => {
        while (acknowledged.length < goal) await sleep(10);
      })();
      await Promise.race([reached, failed]);
    },
    stop: async () => {
      isWanted = false;
      await failed;
      return { acknowledged, failedTries };
    },
  };
}

async function holdBook(context: AppContext, acknowledged: readonly string[]) {
  const rows = await context.database.selectFrom("entry").select("id").execute();
  const entries = new Set(rows.map(({ id }) => id));
  await numberEntries(context);
  const ledger = await checkLedger(context);
  const log = await checkLog(context);
  return {
    lost: acknowledged.filter((id) => !entries.has(id)),
    surplus: entries.size - acknowledged.length,
    ledgerHolds: ledger.sumZero && ledger.balancesMatch && ledger.negative === 0 && ledger.rollUp.matches,
    logHolds: log.matches && log.size === entries.size,
  };
}
