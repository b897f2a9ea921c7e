import { chmodSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeCustomer } from "./customer.ts";
import { type Load, startLoad, waitForAnswers } from "./load.ts";
import { openMachine, type Victim, VICTIMS } from "./machine.ts";
import { checkSurvival } from "./survival.ts";

/** What a run with kills under load is made of. */
export interface KillLoadPlan {
  /** A folder for the database and the log of the processes; the caller removes it. */
  readonly folder: string;
  /** How many kills, 1 or more. */
  readonly times: number;
  /** After every so many kills the whole book, and the published log, are checked too, beside the load. */
  readonly thoroughEvery: number;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly tell: (line: string) => void;
}

/** What came of all kills: an empty list of faults where all is well. */
export interface KillLoadReport {
  readonly victims: readonly Victim[];
  /** Answered commands in all, and those of them that are not in the book. */
  readonly acknowledged: number;
  readonly lost: number;
  readonly faults: readonly string[];
}

const CONNECTIONS = 6;
/** Load between the answers after one kill and the next kill at most, milliseconds. */
const LOAD_MAX_MS = 1000;

/**
 * kill -9 of server, worker, PostgreSQL, one of its connections or everything at once, at random moments while clients outside post
 * and record what they are told. After each kill the database must open, answers must come again, and everything
 * that was acknowledged, shown or signed must be there. Commands that got no answer are sent again with their ids.
 */
export async function runKillsUnderLoad(plan: KillLoadPlan): Promise<KillLoadReport> {
  const parent = mkdtempSync(join(plan.folder, "run-"));
  chmodSync(parent, 0o711); // as root the server may run as somebody else, who has to pass
  const home = join(parent, "home");
  const machine = openMachine(home, join(plan.folder, "machine.log"));
  const victims: Victim[] = [];
  const faults: string[] = [];
  let load: Load | undefined;
  try {
    const customer = await makeCustomer(home);
    load = startLoad({ customer, url: machine.url, connections: CONNECTIONS, random: plan.random });
    await machine.start();
    while (victims.length < plan.times && faults.length === 0) {
      await waitForAnswers(load);
      await sleep(plan.random() * LOAD_MAX_MS);
      const victim = await machine.kill(VICTIMS[Math.floor(plan.random() * VICTIMS.length)] ?? "everything");
      victims.push(victim);
      await machine.start();
      const found = await checkSurvival(home, load, victims.length % plan.thoroughEvery === 0);
      faults.push(...found.faults, ...machine.unexpected);
      const said = faults.length === 0 ? JSON.stringify(found) : `FAULTS: ${faults.join("; ")}`;
      plan.tell(
        `kill ${victims.length}/${plan.times}: ${victim}, ${load.acknowledged.length} acknowledged: ${said}`,
      );
    }
    await load.finish();
    await machine.stop();
    const end = await checkSurvival(home, load, true);
    plan.tell(`end: ${load.acknowledged.length} acknowledged, ${JSON.stringify(end)}`);
    if (end.entries !== load.acknowledged.length) {
      faults.push(`${end.entries} entries of ${load.acknowledged.length} commands that were answered`);
    }
    return {
      victims,
      acknowledged: load.acknowledged.length,
      lost: end.lost,
      faults: [...faults, ...end.faults],
    };
  } finally {
    load?.abandon();
    await machine.kill("everything");
  }
}
