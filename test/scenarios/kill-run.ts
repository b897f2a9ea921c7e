import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { reserveEmbedded } from "#store/embedded/open-embedded.ts";
import { findPostmasterFile, isPostmaster } from "#store/embedded/postmaster-file.ts";

/** What a run with kills is made of. */
export interface KillPlan {
  /** A folder for the databases. */
  readonly folder: string;
  /** Arguments of Node that run the scenario, or go on with it, in the database of WELLSPRING_HOME. */
  readonly scenario: readonly string[];
  /** How many kills, 1 or more. */
  readonly times: number;
  /** From 0 to below 1; the same numbers give the same plan (not the same moments: machines differ in speed). */
  readonly random: () => number;
  readonly tell: (line: string) => void;
}

/** Who is killed: the program, PostgreSQL, both, or one of PostgreSQL's connections, which makes it recover. */
export const VICTIMS = ["program", "server", "both", "connection"] as const;
type Victim = (typeof VICTIMS)[number];

/** One kill -9 and what came of it. */
interface Kill {
  readonly victim: Victim;
  /** The line that the scenario had printed last. */
  readonly during: string;
  /** Since the attempt began, milliseconds. */
  readonly atMs: number;
}

/** What was compared, and everything that was not as it must be: an empty list where all is well. */
export interface KillReport {
  readonly kills: readonly Kill[];
  /** Scenarios that were brought to their end: more than one when a scenario ended before all kills were made. */
  readonly scenarios: number;
  /** The book at the end of the run without kills, and of each run with kills. */
  readonly ledgers: readonly object[];
  readonly differences: readonly string[];
}

/**
 * Runs the scenario once undisturbed, then again under `times` kills, and compares the ends: the ledger holds, and the
 * statements by item and by item, recipient and month are the same. Every start after a kill must go well.
 */
export async function runWithKills(plan: KillPlan): Promise<KillReport> {
  const undisturbed = await makeHome(plan.folder);
  const first = startAttempt(undisturbed, plan.scenario);
  const end = await first.ended;
  const differences = end === 0 ? [] : [`undisturbed: the scenario ended with ${end}: ${first.lines.at(-1)}`];
  const expected = readEnd(undisturbed);
  plan.tell(`undisturbed: ${(first.elapsedMs() / 1000).toFixed(1)} s, ${JSON.stringify(expected.ledger)}`);
  await removeHome(undisturbed);
  const run: Run = {
    plan,
    lineTimesMs: first.lineTimesMs,
    durationMs: first.elapsedMs(),
    kills: [],
    differences,
  };
  const ledgers: object[] = [expected.ledger];
  while (run.kills.length < plan.times && differences.length === 0) {
    if (ledgers.length > SPARE_SCENARIOS + plan.times) {
      differences.push(
        `${run.kills.length} kills in ${ledgers.length - 1} scenarios: they end before they are killed`,
      );
      break;
    }
    const home = await makeHome(plan.folder);
    try {
      await runOneScenario(run, home);
      const found = readEnd(home);
      ledgers.push(found.ledger);
      differences.push(...compareEnds(expected, found));
    } finally {
      await removeHome(home);
    }
  }
  return { kills: run.kills, scenarios: ledgers.length - 1, ledgers, differences };
}

/** Scenarios that may end before the moment of their next kill. */
const SPARE_SCENARIOS = 3;

interface Run {
  readonly plan: KillPlan;
  /** When an undisturbed scenario prints each of its lines, and when it ends, after its start. */
  readonly lineTimesMs: readonly number[];
  readonly durationMs: number;
  readonly kills: Kill[];
  readonly differences: string[];
}

async function makeHome(folder: string): Promise<string> {
  const parent = mkdtempSync(join(folder, "run-"));
  chmodSync(parent, 0o711); // as root the server may run as somebody else, who has to pass
  return join(parent, "home");
}

/** Stops whatever still runs there, and removes it. */
async function removeHome(home: string): Promise<void> {
  await (await reserveEmbedded(home)).release();
  rmSync(join(home, ".."), { recursive: true, force: true });
}

/** One process that runs the scenario. */
interface Attempt {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** When each line came, after the start. */
  readonly lineTimesMs: number[];
  readonly elapsedMs: () => number;
  /** Exit code; -1 when a signal ended it. */
  readonly ended: Promise<number>;
  /** True once `ended` has resolved. */
  readonly hasEnded: () => boolean;
}

/** Longer than any machine takes: nothing may wait for ever. */
const ATTEMPT_LIMIT_MS = 900_000;

function startAttempt(home: string, scenario: readonly string[]): Attempt {
  const startedMs = performance.now();
  const child = spawn(process.execPath, scenario, {
    stdio: ["ignore", "ignore", "pipe"],
    env: environmentFor(home),
    timeout: ATTEMPT_LIMIT_MS,
    killSignal: "SIGKILL",
  });
  const lines: string[] = [];
  const lineTimesMs: number[] = [];
  child.stderr.setEncoding("utf8");
  let rest = "";
  child.stderr.on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    lineTimesMs.push(...parts.map(() => performance.now() - startedMs));
  });
  let over = false;
  const ended = new Promise<number>((resolve) =>
    child.once("close", (code) => {
      over = true;
      resolve(code ?? -1);
    }),
  );
  return {
    child,
    lines,
    lineTimesMs,
    elapsedMs: () => performance.now() - startedMs,
    ended,
    hasEnded: () => over,
  };
}

/** The environment of a program that works in `home` on the embedded database. */
function environmentFor(home: string): NodeJS.ProcessEnv {
  // A folder for each database's keys, in its home.
  const keys = { WELLSPRING_LOG_KEYS: "" };
  return { ...process.env, ...keys, DATABASE_URL: "", WELLSPRING_HOME: home, WELLSPRING_DEBUG: "1" };
}

/** Kills while there are kills to make and the scenario is under way, then lets it end. */
async function runOneScenario(run: Run, home: string): Promise<void> {
  const { plan, kills, differences } = run;
  let attempt = startAttempt(home, plan.scenario);
  let isShaken = false; // whether its database was killed under it: it may then end with a fault, and must say so
  while (differences.length === 0) {
    const moment = kills.length < plan.times ? chooseMoment(run) : undefined;
    if (moment !== undefined) await reach(attempt, moment);
    if (moment === undefined || attempt.hasEnded()) {
      const code = await attempt.ended;
      if (code === 0) return;
      const said = attempt.lines.slice(-3).join(" | ");
      if (isShaken && code === 1) plan.tell(`  the program ended with a fault: ${said}`);
      else differences.push(`after kill ${kills.length} a start ended by itself with ${code}: ${said}`);
      isShaken = false;
      attempt = startAttempt(home, plan.scenario);
      continue;
    }
    const victim = await kill(run, home, attempt);
    if (victim === "program" || victim === "both") {
      await attempt.ended;
      if (plan.random() < 0.5) checkBetween(run, home);
      isShaken = false;
      attempt = startAttempt(home, plan.scenario);
    } else isShaken = true;
  }
  attempt.child.kill("SIGKILL");
  await attempt.ended;
}

/** After how many lines of the scenario, and how long after that. */
interface Moment {
  readonly lineCount: number;
  readonly thenMs: number;
}

/**
 * The moments lie in strata of an undisturbed run's time, one for each kill, from the making of the database to the last
 * deliveries; within a stratum they are random. A scenario goes quickly through what it has done before, so a moment is
 * told by the line before it, and lies the later in the work the more of it is done.
 */
function chooseMoment({ plan, lineTimesMs, durationMs, kills }: Run): Moment {
  const atMs = (durationMs * (kills.length + plan.random())) / plan.times;
  const lineCount = lineTimesMs.filter((timeMs) => timeMs <= atMs).length;
  return {
    lineCount: Math.min(lineCount, lineTimesMs.length - 1),
    thenMs: atMs - (lineTimesMs[lineCount - 1] ?? 0),
  };
}

/**
 * Waits for the moment. Where this attempt is faster than the undisturbed run was, the next line tells that the moment has
 * come; the attempt's own end is the last that is waited for.
 */
async function reach(attempt: Attempt, { lineCount, thenMs }: Moment): Promise<void> {
  while (!attempt.hasEnded() && attempt.lines.length < lineCount) await sleep(5);
  const untilMs = performance.now() + thenMs;
  while (!attempt.hasEnded() && attempt.lines.length <= lineCount && performance.now() < untilMs)
    await sleep(5);
}

/** Kills somebody, as chosen by chance; the program where no server runs yet. Returns who it was. */
async function kill({ plan, kills }: Run, home: string, attempt: Attempt): Promise<Victim> {
  const chosen = VICTIMS[Math.floor(plan.random() * VICTIMS.length)] ?? "both";
  const dataDirectory = join(home, "postgres");
  const pid = findPostmasterFile(dataDirectory)?.pid;
  const isServed = pid !== undefined && isPostmaster(pid, dataDirectory);
  const connection = isServed && chosen === "connection" ? findConnection(pid) : undefined;
  const isPossible = isServed && (chosen !== "connection" || connection !== undefined);
  const victim = isPossible ? chosen : "program";
  if (victim === "program" || victim === "both") attempt.child.kill("SIGKILL");
  if (isServed && (victim === "server" || victim === "both")) killNow(pid);
  if (connection !== undefined && victim === "connection") killNow(connection);
  const during = attempt.lines.at(-1) ?? "before the first line";
  const atMs = Math.round(attempt.elapsedMs());
  kills.push({ victim, during, atMs });
  plan.tell(
    `kill ${kills.length}/${plan.times}: ${victim} after ${(atMs / 1000).toFixed(1)} s, during “${during}”`,
  );
  return victim;
}

function killNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error; // ended by itself in this very moment, which is as good
  }
}

/** Process number of one of the server's client connections. */
function findConnection(serverPid: number): number | undefined {
  const listed = execFileSync("ps", ["-ww", "-e", "-o", "pid=,ppid=,command="], { encoding: "utf8" });
  for (const line of listed.split("\n")) {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === serverPid && / wellspring \[local\]/.test(command ?? "")) return Number(pid);
  }
  return undefined;
}

/** The book must hold in the middle too, in the database as the kill has left it. */
function checkBetween({ plan, kills, differences }: Run, home: string): void {
  const { ledger } = readLedger(home);
  if (isSound(ledger)) plan.tell(`  the ledger holds: ${JSON.stringify(ledger)}`);
  else differences.push(`after kill ${kills.length} the ledger does not hold: ${JSON.stringify(ledger)}`);
}

/** The book and the public figures of a finished scenario. */
interface End {
  readonly ledger: object;
  readonly statements: readonly (readonly object[])[];
}

const GROUPINGS = ["item", "item,recipient,month"] as const;

function readEnd(home: string): End {
  const statements = GROUPINGS.map((by) => {
    const range = ["--exporter", "CHN", "--from", "2020-01", "--to", "2020-12", "--scenario", "2020"];
    const statement = runCommand(home, ["statement", ...range, "--by", by, "--json"]);
    return "rows" in statement && Array.isArray(statement.rows) ? statement.rows : [];
  });
  return { ...readLedger(home), statements };
}

/** The root and what is signed of the log are another in every run: its entries have ids and times. */
function readLedger(home: string): Pick<End, "ledger"> {
  const { log, rollUp, ...ledger }: { log?: object; rollUp?: object } = runCommand(home, [
    "ledger",
    "check",
    "--json",
  ]);
  const { size, matches } = { size: null, matches: false, ...log };
  const { matches: rollUpMatches } = { matches: false, ...rollUp };
  return { ledger: { ...ledger, logSize: size, logMatches: matches, rollUpMatches } };
}

const MAIN = join(import.meta.dirname, "..", "..", "src", "cli", "main.ts");

/** What a command of the program prints as JSON; what went wrong where it did not. */
function runCommand(home: string, args: readonly string[]): object {
  const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, ...args], {
    env: environmentFor(home),
    encoding: "utf8",
    timeout: ATTEMPT_LIMIT_MS,
    maxBuffer: 256 * 1024 * 1024,
  });
  try {
    const value: unknown = JSON.parse(stdout);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Told below with what it said instead.
  }
  return { failed: args.join(" "), status, said: stderr.slice(-1_000) };
}

function isSound(ledger: object): boolean {
  const held = { sumZero: true, negative: 0, balancesMatch: true, logMatches: true, rollUpMatches: true };
  return Object.entries(held).every(([name, value]) => Reflect.get(ledger, name) === value);
}

function compareEnds(expected: End, found: End): string[] {
  const differences: string[] = [];
  if (!isSound(found.ledger)) differences.push(`the ledger does not hold: ${JSON.stringify(found.ledger)}`);
  if (!isDeepStrictEqual(expected.ledger, found.ledger)) {
    differences.push(`the ledger is ${JSON.stringify(found.ledger)}, not ${JSON.stringify(expected.ledger)}`);
  }
  for (const [index, by] of GROUPINGS.entries()) {
    const [rows = [], otherRows = []] = [expected.statements[index], found.statements[index]];
    if (rows.length === 0) differences.push(`the statement by ${by} has no rows`);
    if (isDeepStrictEqual(rows, otherRows)) continue;
    const places = [...rows.keys()].filter((place) => !isDeepStrictEqual(rows[place], otherRows[place]));
    const first = [...places]
      .slice(0, 3)
      .map((place) => describeRow(rows[place] ?? {}, otherRows[place] ?? {}));
    differences.push(
      `the statement by ${by} (${rows.length} rows, ${otherRows.length} rows): ${first.join("; ")}`,
    );
  }
  return differences;
}

/** The row, and each of its fields that differs, expected and found. */
function describeRow(row: object, other: object): string {
  const names = new Set([...Object.keys(row), ...Object.keys(other)]);
  const [item, recipient, month] = ["item", "recipient", "month"].map((name) => Reflect.get(row, name));
  const fields = [...names].flatMap((name) => {
    const [expected, found] = [Reflect.get(row, name), Reflect.get(other, name)];
    if (isDeepStrictEqual(expected, found)) return [];
    return [`${name} ${JSON.stringify(expected)} / ${JSON.stringify(found)}`];
  });
  return `${item} ${recipient} ${month}: ${fields.join(", ")}`;
}

/** Numbers from 0 to below 1 from a seed (mulberry32, Tommy Ettinger 2017): the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
