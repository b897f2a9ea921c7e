import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { writeNetwork } from "#formats/dimacs/write-network.ts";
import type { FlowNetwork } from "#planner/flow/network.ts";

/** A process that holds a network and solves it with LEMON as often as it is asked to. */
export interface LemonRun {
  /** Solves so many times. */
  readonly solve: (count: number) => Promise<LemonTimes>;
  readonly close: () => Promise<void>;
}

export interface LemonTimes {
  /** Of one solve, on average, from a graph with its maps to the flow in an array. */
  readonly milliseconds: number;
  /** Of these, in `run()`: without its reading of the graph, and without the answer. */
  readonly runMilliseconds: number;
  readonly totalCost: string;
}

type Opened =
  | { readonly lemon: LemonRun; readonly reason?: never }
  | { readonly lemon?: never; readonly reason: string };

let built: { readonly driver: string } | { readonly reason: string } | undefined;

/** Compiles the driver once, into a folder that is removed at the end. */
function buildDriver(): NonNullable<typeof built> {
  const folder = mkdtempSync(join(tmpdir(), "wellspring-lemon-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const driver = join(folder, "lemon-driver");
  const source = join(import.meta.dirname, "lemon-driver.cpp");
  const compiled = spawnSync("g++", ["-O3", "-o", driver, source], { encoding: "utf8", timeout: 60_000 });
  if (compiled.error !== undefined) return { reason: `g++ does not start (${compiled.error.message})` };
  if (compiled.status !== 0)
    return { reason: `the driver does not compile: ${compiled.stderr.split("\n", 1)[0]}` };
  return { driver };
}

/** Hands a network to LEMON, or says why that is not possible here. */
export async function openLemon(network: FlowNetwork): Promise<Opened> {
  built ??= buildDriver();
  if ("reason" in built) return built;
  const folder = mkdtempSync(join(tmpdir(), "wellspring-network-"));
  const file = join(folder, "network.min");
  writeFileSync(file, "");
  for (const piece of writeNetwork(network)) writeFileSync(file, piece, { flag: "a" });
  const child = spawn(built.driver, [file], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("bench: LEMON's driver ended without an answer");
    return value;
  };
  await read(); // it has read the file
  rmSync(folder, { recursive: true, force: true });
  const solve: LemonRun["solve"] = async (count) => {
    child.stdin.write(`run ${count}\n`);
    const [whole, alone, totalCost] = (await read()).split(" ");
    return {
      milliseconds: Number(whole) * 1000,
      runMilliseconds: Number(alone) * 1000,
      totalCost: totalCost ?? "",
    };
  };
  const close = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  return { lemon: { solve, close } };
}
