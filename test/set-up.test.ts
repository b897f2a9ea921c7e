import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/**
 * The programs in bin/, in a copy of the repository's outline: a lockfile with one package, an npm that makes the
 * folder which the real one would, and a command line that prints what reaches it.
 */
const NODE_PACKAGE = `node_modules/node-${process.platform}-${process.arch}`;

let place: string;
let root: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "wellspring set-up "));
  root = join(place, "the clone");
  mkdirSync(join(root, "src", "cli"), { recursive: true });
  cpSync(join(import.meta.dirname, "..", "bin"), join(root, "bin"), { recursive: true });
  writeLockfile("1.0.0");
  writeFileSync(
    join(root, "src", "cli", "main.ts"),
    `const [first, ...rest]: string[] = process.argv.slice(2);
    if ([first, ...rest].includes("wait")) setInterval(() => {}, 1000);
    if ([first, ...rest].includes("wait")) process.on("SIGTERM", () => process.exit(9));
    if (first === "seven") process.exitCode = 7;
    console.log(JSON.stringify({ first, rest, folder: process.cwd(), node: process.execPath }));`,
  );
  mkdirSync(join(place, "path"));
  writeFileSync(join(place, "npm.mjs"), NPM);
  writeFileSync(
    join(place, "path", "npm"),
    `#!/bin/sh\nexec "${process.execPath}" "${place}/npm.mjs" "$@"\n`,
  );
  chmodSync(join(place, "path", "npm"), 0o755);
});
afterEach(() => rmSync(place, { recursive: true }));

/** What `npm ci` leaves behind, as far as the programs look at it, and a line for each time it was called. */
const NPM = `import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
  import { setTimeout as sleep } from "node:timers/promises";
  appendFileSync("../npm-calls", process.argv.slice(2).join(" ") + "\\n");
  if (existsSync("../no-network")) { console.error("npm error network"); process.exit(1); }
  rmSync("node_modules", { recursive: true, force: true });
  do await sleep(300); while (existsSync("../npm-waits"));
  mkdirSync(${JSON.stringify(`${NODE_PACKAGE}/bin`)}, { recursive: true });
  symlinkSync(${JSON.stringify(process.execPath)}, ${JSON.stringify(`${NODE_PACKAGE}/bin/node`)});
  cpSync("package-lock.json", "node_modules/.package-lock.json");`;

function writeLockfile(version: string): void {
  const packages = { "": { name: "wellspring" }, [NODE_PACKAGE]: { version, optional: true } };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
}

function countCalls(): number {
  const path = join(place, "npm-calls");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").length : 0;
}

interface Ended {
  readonly status: number | null;
  readonly said: string;
  readonly out: { first?: string; rest?: string[]; folder?: string; node?: string };
}

function start(program: string, ...args: string[]): ChildProcess {
  const { npm_execpath: _npm, ...env } = process.env;
  return spawn(process.execPath, [join(root, "bin", program), ...args], {
    cwd: place,
    env: { ...env, PATH: [join(place, "path"), process.env["PATH"]].join(delimiter) },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function run(program: string, ...args: string[]): Promise<Ended> {
  const child = start(program, ...args);
  let [out, said] = ["", ""];
  child.stdout?.on("data", (text: Buffer) => (out += text.toString()));
  child.stderr?.on("data", (text: Buffer) => (said += text.toString()));
  const [status]: unknown[] = await once(child, "close");
  // Standard output carries what the command line printed and nothing else.
  return { status: typeof status === "number" ? status : null, said, out: out === "" ? {} : JSON.parse(out) };
}

describe("the set-up", () => {
  test("installs once, says so on standard error, and is silent from then on", async () => {
    const first = await run("wellspring.mjs", "call", "a b", "--json");
    expect(first).toMatchObject({
      status: 0,
      out: { first: "call", rest: ["a b", "--json"], folder: place },
    });
    expect(first.out.node).toBe(process.execPath);
    expect(first.said).toMatch(/installing packages/);
    const second = await run("wellspring.mjs", "call");
    expect(second).toMatchObject({ status: 0, said: "", out: { first: "call" } });
    expect(countCalls()).toBe(1);
  });

  test("installs again when the lockfile has changed", async () => {
    await run("wellspring.mjs", "call");
    writeLockfile("2.0.0");
    expect((await run("wellspring.mjs", "call")).status).toBe(0);
    expect(countCalls()).toBe(2);
  });

  test("takes an installation that npm itself has made", async () => {
    mkdirSync(join(root, NODE_PACKAGE, "bin"), { recursive: true });
    symlinkSync(process.execPath, join(root, NODE_PACKAGE, "bin", "node"));
    cpSync(join(root, "package-lock.json"), join(root, "node_modules", ".package-lock.json"));
    expect(await run("wellspring.mjs", "call")).toMatchObject({ status: 0, said: "" });
    expect(countCalls()).toBe(0);
  });

  test("by two at once installs once", async () => {
    const ends = await Promise.all([run("wellspring.mjs", "one"), run("start.mjs", "two")]);
    expect(ends.map(({ status, out }) => [status, out.first])).toEqual([
      [0, "one"],
      [0, "start"],
    ]);
    expect(countCalls()).toBe(1);
  });

  test("takes over from one that was killed, when the npm that it started has ended", async () => {
    writeFileSync(join(place, "npm-waits"), "");
    const killed = start("wellspring.mjs", "call");
    await expect.poll(countCalls).toBe(1);
    killed.kill("SIGKILL");
    await once(killed, "exit");
    expect(existsSync(join(root, ".cache", "set-up.lock"))).toBe(true);
    const next = start("wellspring.mjs", "call");
    const ended = once(next, "exit");
    const [said]: unknown[] = await once(next.stderr!, "data");
    expect(String(said)).toMatch(/waiting for process/);
    rmSync(join(place, "npm-waits"));
    // The installation goes on to its end, so there is nothing left to do.
    expect(await ended).toEqual([0, null]);
    expect(countCalls()).toBe(1);
    expect(readdirSync(join(root, ".cache"))).toEqual([]);
  });

  test("says what to do when npm fails, and tries again the next time", async () => {
    writeFileSync(join(place, "no-network"), "");
    const failed = await run("wellspring.mjs", "call");
    expect(failed).toMatchObject({ status: 1, out: {} });
    expect(failed.said).toMatch(
      /npm error network[^]*wellspring: npm ci failed \(status 1\).*copy node_modules/,
    );
    rmSync(join(place, "no-network"));
    expect((await run("wellspring.mjs", "call")).status).toBe(0);
  });
});

describe("the program", () => {
  test("ends with the command line's status", async () => {
    expect((await run("wellspring.mjs", "seven")).status).toBe(7);
  });

  test("passes signals on", async () => {
    await run("wellspring.mjs", "call");
    const child = start("wellspring.mjs", "wait");
    await once(child.stdout!, "data");
    const end = once(child, "exit");
    child.kill("SIGTERM");
    expect(await end).toEqual([9, null]);
  });

  test("ends when npm, which runs it in a shell, is told to end", async () => {
    await run("wellspring.mjs", "call");
    const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8")) as {
      scripts: Record<"start", string>;
    };
    // npm hands a signal on to the shell alone: a shell that waited for the program would end and leave it behind.
    const shell = spawn("sh", ["-c", `${scripts.start} wait`], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    await once(shell.stdout, "data");
    const end = once(shell, "exit");
    shell.kill("SIGTERM");
    expect(await end).toEqual([9, null]);
  });

  test("start.mjs puts `start` before its arguments", async () => {
    expect((await run("start.mjs", "--port", "0")).out).toMatchObject({
      first: "start",
      rest: ["--port", "0"],
    });
  });

  test("setup.mjs names its tasks when it is given none of them", async () => {
    expect(await run("setup.mjs", "toString")).toMatchObject({
      status: 2,
      said: "usage: node bin/setup.mjs test|check|bench [arguments]\n",
    });
  });
});

describe("the web pages", () => {
  const built = () => Number(readFileSync(join(place, "vite-calls"), "utf8"));

  test("are built when one of their sources has changed, and not otherwise", async () => {
    await run("wellspring.mjs", "call");
    mkdirSync(join(root, "node_modules", "vite", "bin"), { recursive: true });
    writeFileSync(
      join(root, "node_modules", "vite", "bin", "vite.js"),
      `const fs = require("node:fs");
      const count = fs.existsSync("../vite-calls") ? Number(fs.readFileSync("../vite-calls", "utf8")) : 0;
      fs.writeFileSync("../vite-calls", String(count + 1));
      fs.mkdirSync("dist/web", { recursive: true });
      fs.writeFileSync("dist/web/index.html", "<!doctype html>");`,
    );
    mkdirSync(join(root, "src", "web"));
    writeFileSync(join(root, "vite.config.ts"), "");
    writeFileSync(join(root, "src", "web", "page.ts"), "one");
    expect(await run("start.mjs")).toMatchObject({ status: 0, out: { first: "start" } });
    expect(built()).toBe(1);
    expect(await run("wellspring.mjs", "start")).toMatchObject({ status: 0, said: "" });
    expect(built()).toBe(1);
    writeFileSync(join(root, "src", "web", "page.test.ts"), "tests are not part of the pages");
    await run("start.mjs");
    expect(built()).toBe(1);
    writeFileSync(join(root, "src", "web", "page.ts"), "two");
    await run("start.mjs");
    expect(built()).toBe(2);
  });
});
