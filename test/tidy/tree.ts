import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";

/** The files of one working copy, as the checks see them. Paths are relative to `root`, with forward slashes. */
export interface Tree {
  readonly root: string;
  /** Every file that is tracked or could be committed, sorted. */
  readonly files: readonly string[];
  /** The files git tracks, sorted; undefined where there is no git or no repository (a downloaded archive). */
  readonly tracked: readonly string[] | undefined;
}

/** What is never part of the product, for the case that git is not there to say so. */
const IGNORED = new Set(["node_modules", ".git", ".cache", ".wellspring", "dist", "coverage"]);

/** Lists the files under `root`: by git where it can answer, else by walking the folders. */
export function readTree(root: string): Tree {
  const tracked = listByGit(root, ["--cached"]);
  const committable = listByGit(root, ["--cached", "--others", "--exclude-standard"]);
  return { root, tracked, files: committable ?? walk(root, "").toSorted() };
}

/** The text of a file of the tree. Throws when it is gone. */
export function readText(tree: Tree, path: string): string {
  return readFileSync(join(tree.root, path), "utf8");
}

/** The paths of the tree that match `pattern`. */
export function listFiles(tree: Tree, pattern: RegExp): readonly string[] {
  return tree.files.filter((path) => pattern.test(path));
}

/** True for a path of the tree, or for a folder that holds one. */
export function isInTree(tree: Tree, path: string): boolean {
  return tree.files.some((file) => file === path || file.startsWith(`${path}/`));
}

function listByGit(root: string, options: readonly string[]): readonly string[] | undefined {
  if (!existsSync(join(root, ".git"))) return undefined;
  const git = spawnSync("git", ["-c", `safe.directory=${root}`, "ls-files", "-z", ...options], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  if (git.error !== undefined || git.status !== 0) return undefined;
  // A file that was deleted but not yet committed is still listed; there is nothing in it to check.
  const present = git.stdout.split("\0").filter((path) => path !== "" && isFile(join(root, path)));
  return [...new Set(present)].toSorted();
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(root, path);
    return entry.isFile() ? [path.split(sep).join("/")] : [];
  });
}
