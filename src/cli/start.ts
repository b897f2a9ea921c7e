import { type ChildProcess, spawn } from "node:child_process";
import type { Command } from "commander";
import { readStatement } from "#app/statement/read-statement.ts";
import { runScenario } from "#app/scenario/run-scenario.ts";
import { SCENARIO_2020 } from "#core/scenario/scenario-2020.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { EXIT_CODES, print, printJson, tell, unwrap } from "./output.ts";
import { openProgress } from "./progress.ts";
import { printStatement } from "./statement.ts";

interface StartOptions {
  readonly exit?: true;
  readonly scenario: boolean;
}

/** `wellspring start` (`npm start`): the scenario at the first start, its statement, then the server. */
export function addStartCommand(
  program: Command,
  { open, serverMain }: { readonly open: OpenOperator; readonly serverMain: string },
): void {
  program
    .command("start")
    .description("Run the scenario 2020 if it has not been run, print its statement, and serve")
    .option("--exit", "do all of it, make sure that the server answers, and stop")
    .option("--no-scenario", "serve without running the scenario")
    .action(async ({ exit, scenario }: StartOptions) => {
      if (scenario) {
        await withOperator(open, async (operator) => {
          await runWithProgress(operator);
          printStatement(await readScenarioStatement(operator));
        });
        print();
      }
      await serve(serverMain, exit === true);
    });
}

/** `wellspring demo`: runs the scenario 2020, or goes on with it, and prints its statement. */
export function addDemoCommand(program: Command, open: OpenOperator): void {
  program
    .command("demo")
    .description("Run the scenario 2020, or go on where it was interrupted")
    .option("--json", "data only")
    .action(async ({ json }: { json?: true }) => {
      const statement = await withOperator(open, async (operator) => {
        await runWithProgress(operator);
        return await readScenarioStatement(operator);
      });
      if (json === true) printJson(statement);
      else printStatement(statement);
    });
}

type Operator = Awaited<ReturnType<OpenOperator>>;

async function runWithProgress({ context }: Operator): Promise<void> {
  const ran = unwrap(await runScenario(context, openProgress()));
  if (ran.alreadyFinished) tell(`The scenario ${SCENARIO_2020} has been run before; nothing is repeated.`);
}

async function readScenarioStatement({ context }: Operator) {
  const request = { exporter: "CHN", from: "2020-01", to: "2020-12", scenario: SCENARIO_2020 };
  return unwrap(await readStatement(context, { ...request, by: ["item"] }));
}

/** How long a server may take until it answers, milliseconds. */
const READY_WITHIN_MS = 60_000;

/**
 * Serves in a process of its own, so that long work here never holds up a request. Ends with it; a signal that
 * ends this process ends the server first.
 */
async function serve(serverMain: string, onlyUntilReady: boolean): Promise<void> {
  const child = spawn(process.execPath, [serverMain], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: process.env,
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  const ended = new Promise<number>((resolve) =>
    child.once("exit", (code) => resolve(code ?? EXIT_CODES.fault)),
  );
  const url = await waitForUrl(child, ended);
  if (url !== undefined) print(`Wellspring is at ${url}`);
  if (onlyUntilReady && url !== undefined) child.kill("SIGTERM");
  const code = await ended;
  if (url === undefined || (!onlyUntilReady && code !== 0)) process.exitCode = EXIT_CODES.fault;
}

/** The address that the server tells once it answers; `undefined` when it ended before. */
async function waitForUrl(child: ChildProcess, ended: Promise<number>): Promise<string | undefined> {
  const ready = new Promise<string>((resolve) => {
    child.on("message", (message) => {
      if (typeof message === "object" && message !== null && "url" in message) resolve(String(message.url));
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      tell(`The server did not answer within ${READY_WITHIN_MS / 1000} s.`);
      child.kill("SIGTERM");
      resolve(undefined);
    }, READY_WITHIN_MS);
  });
  const url = await Promise.race([ready, ended.then(() => undefined), late]);
  clearTimeout(timer);
  return url;
}
