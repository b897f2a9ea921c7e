import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeCustomer } from "./customer.ts";
import { type Drive, makeDrive } from "./drive.ts";
import { type Load, startLoad, waitForAnswers } from "./load.ts";
import { openMachine } from "./machine.ts";
import { checkSurvival, type Survival } from "./survival.ts";

/** What a run with power cuts is made of. */
export interface PowerCutPlan {
  /** A folder for the simulated drive and the log of the processes. */
  readonly folder: string;
  readonly driveMiB: number;
  /** How many cuts, 1 or more. */
  readonly times: number;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly tell: (line: string) => void;
}

/** One cut, and what was there when the power was back. */
export interface Cut extends Survival {
  /** Commands that had been answered when the power went, and those that were under way. */
  readonly acknowledged: number;
  readonly underWay: number;
  /** Whether a file of a MiB that was written just before, without fsync, was lost, wholly or in part. */
  readonly controlLost: boolean;
  /** From the return of the power until the database had recovered and been looked through, milliseconds. */
  readonly recoveredMs: number;
}

/** What came of all cuts: an empty list of faults where all is well. */
export interface PowerCutReport {
  readonly cuts: readonly Cut[];
  /** Answered commands in all. */
  readonly acknowledged: number;
  readonly faults: readonly string[];
}

const CONNECTIONS = 6;
const CONTROL_BYTES = 1024 * 1024;
/** Load between a start and the cut at most, milliseconds. */
const LOAD_MAX_MS = 3000;

/**
 * Cuts the power of a machine that is posting, over and over: server, worker and database work on a simulated drive ({@link
 * makeDrive}), clients outside record what they are told. After each cut the database must open and everything that was
 * acknowledged, shown or signed must be there; then the load goes on with what was not answered.
 */
export async function runWithPowerCuts(plan: PowerCutPlan): Promise<PowerCutReport> {
  const drive = await makeDrive(join(plan.folder, "drive"), plan.driveMiB);
  const home = join(drive.disk, "home");
  mkdirSync(home);
  const machine = openMachine(home, join(plan.folder, "machine.log"));
  let load: Load | undefined;
  try {
    const customer = await makeCustomer(home);
    load = startLoad({ customer, url: machine.url, connections: CONNECTIONS, random: plan.random });
    const cuts: Cut[] = [];
    const faults: string[] = [];
    while (cuts.length < plan.times && faults.length === 0) {
      await machine.start();
      await waitForAnswers(load);
      await sleep(plan.random() * LOAD_MAX_MS);
      const cut = await cutOnce({
        number: cuts.length + 1,
        plan,
        drive,
        home,
        load,
        endAll: async () => void (await machine.kill("everything")),
      });
      cuts.push(cut);
      faults.push(...cut.faults);
      plan.tell(`cut ${cuts.length}/${plan.times}: ${describe(cut)}`);
    }
    await machine.start();
    await load.finish();
    await machine.stop();
    const last = await checkSurvival(home, load, true);
    plan.tell(`end: ${load.acknowledged.length} acknowledged, ${JSON.stringify(last)}`);
    if (last.entries !== load.acknowledged.length) {
      faults.push(`${last.entries} entries of ${load.acknowledged.length} commands that were answered`);
    }
    return { cuts, acknowledged: load.acknowledged.length, faults: [...faults, ...last.faults] };
  } finally {
    load?.abandon();
    await machine.kill("everything");
    await drive.remove();
  }
}

interface Moment {
  readonly plan: PowerCutPlan;
  readonly drive: Drive;
  readonly home: string;
  readonly load: Load;
  readonly number: number;
  readonly endAll: () => Promise<void>;
}

async function cutOnce({ plan, drive, home, load, number, endAll }: Moment): Promise<Cut> {
  const control = join(drive.disk, `control-${number}`);
  // Under a name of its own: the file system hands on at once what replaces the content of a file.
  writeFileSync(control, Buffer.alloc(CONTROL_BYTES, "x"));
  drive.cut(plan.random);
  await endAll();
  const [acknowledged, underWay] = [load.acknowledged.length, load.underWay.size];
  await drive.restore();
  const controlLost = !existsSync(control) || statSync(control).size < CONTROL_BYTES;
  const startedMs = performance.now();
  const survival = await checkSurvival(home, load, true);
  return {
    ...survival,
    acknowledged,
    underWay,
    controlLost,
    recoveredMs: Math.round(performance.now() - startedMs),
  };
}

function describe({
  acknowledged,
  underWay,
  entries,
  lost,
  controlLost,
  recoveredMs,
  checked,
  faults,
}: Cut): string {
  const control = controlLost ? "the control file is lost" : "THE CONTROL FILE IS THERE";
  const found = `${acknowledged} acknowledged, ${underWay} under way, ${entries} entries, ${lost} lost`;
  const end = faults.length === 0 ? `all holds: ${JSON.stringify(checked)}` : `FAULTS: ${faults.join("; ")}`;
  return `${found}, ${control}; open and checked in ${(recoveredMs / 1000).toFixed(1)} s, ${end}`;
}
