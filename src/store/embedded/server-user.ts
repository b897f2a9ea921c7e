import { execFileSync } from "node:child_process";
import { chownSync, lstatSync, readdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { EmbeddedError } from "./embedded-error.ts";

/**
 * As whom the server runs. PostgreSQL refuses to run as root, so under root it is one of
 * - `namespace`: a user namespace in which root's own number is shown as `nobody`; the files stay root's and
 *   paths under 0700 folders work;
 * - `other`: another user's number, the owner of the data directory or `nobody`.
 */
export type ServerUser =
  | { readonly kind: "same"; readonly uid: number; readonly gid: number }
  | { readonly kind: "namespace"; readonly uid: number; readonly gid: number }
  | { readonly kind: "other"; readonly uid: number; readonly gid: number };

/** How to start a program as the server's user: put `prefix` before it, and pass `spawnOptions`. */
export interface Launch {
  readonly prefix: readonly string[];
  readonly spawnOptions: { readonly uid?: number; readonly gid?: number };
}

const NOBODY = 65_534;

/**
 * Returns as whom the server for `dataDirectory` in `home` runs, in this order: ourselves when we are not root;
 * the owner of the data directory, or of `home` while there is none, when that is an ordinary user (so that
 * `sudo` once does not lock its owner out); a user namespace; `nobody`. Throws `directory_not_ours` when the directory belongs to another ordinary user.
 */
export function chooseServerUser(home: string, dataDirectory: string): ServerUser {
  const existing = statSync(dataDirectory, { throwIfNoEntry: false });
  const { uid, gid } = userInfo();
  if (uid !== 0) {
    if (existing === undefined || existing.uid === uid) return { kind: "same", uid, gid };
    const message =
      `The database in ${dataDirectory} belongs to user ${existing.uid}; you are user ${uid}. Run as its owner, ` +
      "or set WELLSPRING_HOME to a directory of your own.";
    throw new EmbeddedError("directory_not_ours", message);
  }
  const owner = existing ?? statSync(home);
  if (owner.uid !== 0) return { kind: "other", uid: owner.uid, gid: owner.gid };
  if (canMapUsers()) return { kind: "namespace", uid: 0, gid: 0 };
  return { kind: "other", uid: NOBODY, gid: NOBODY };
}

/** Returns how to start a program as `user`. */
export function launchAs(user: ServerUser): Launch {
  switch (user.kind) {
    case "same":
      return { prefix: [], spawnOptions: {} };
    case "namespace":
      return { prefix: [...MAP_USERS], spawnOptions: {} };
    case "other":
      return { prefix: [], spawnOptions: { uid: user.uid, gid: user.gid } };
  }
}

/**
 * Makes `path` and what is in it the server user's own, where we run as root for somebody else, and checks
 * that every folder above `paths` may be passed by that user. Throws `directory_unreachable`.
 */
export function handOver(user: ServerUser, path: string, paths: readonly string[]): void {
  if (user.kind !== "other") return;
  if (lstatSync(path).uid !== user.uid) chownTree(path, user);
  for (const each of paths) checkReachable(user, each);
}

const MAP_USERS = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, "--"] as const;

let mapsUsers: boolean | undefined;

/** Whether this system lets root make a user namespace: containers often forbid it, and macOS has none. */
function canMapUsers(): boolean {
  mapsUsers ??= runsWell([...MAP_USERS, "true"]);
  return mapsUsers;
}

function runsWell(command: readonly [string, ...string[]]): boolean {
  try {
    execFileSync(command[0], command.slice(1), { stdio: "ignore", timeout: 5_000 });
    return true;
  } catch {
    return false; // not installed, or not allowed: either way the next possibility is taken
  }
}

function chownTree(path: string, user: ServerUser): void {
  chownSync(path, user.uid, user.gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) chownTree(child, user);
    else if (!entry.isSymbolicLink()) chownSync(child, user.uid, user.gid);
  }
}

function checkReachable(user: ServerUser, path: string): void {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const execute = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & execute) !== 0) continue;
    const message =
      `PostgreSQL does not run as root, and user ${user.uid}, as whom it would run instead, cannot enter ` +
      `${folder}. Run as an ordinary user, or set WELLSPRING_HOME (and keep the program) in a folder that ` +
      "others may enter.";
    throw new EmbeddedError("directory_unreachable", message);
  }
}
