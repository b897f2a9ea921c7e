import { posix } from "node:path";
import { describePlace, type Import } from "./imports.ts";

/** The import table of docs/ARCHITECTURE.md: what a folder may import beside itself. Not listed is forbidden. */
export const MAY_IMPORT = {
  planner: [],
  certificate: [],
  tlog: [],
  verifier: [],
  core: ["planner", "certificate"],
  formats: ["core"],
  api: ["core"],
  store: ["core"],
  app: ["core", "store", "formats", "tlog"],
  server: ["app", "api", "core"],
  web: ["api", "core"],
  cli: ["api", "app", "formats", "core", "planner", "certificate", "verifier"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Folders without clock, chance, network or disk: their product files import nothing of Node. */
const PURE: readonly string[] = ["planner", "certificate", "core", "formats", "api"];

/** The files that may name `store` although their folder may not: they open the database and hand it on. */
const STORE_WIRING: readonly string[] = ["src/server/main.ts", "src/cli/main.ts"];

/** Packages that belong to some folders only: whoever needs what they do asks that folder. */
const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  highs: ["planner"],
  pg: ["store"],
  kysely: ["store"],
  fastify: ["server"],
  "better-auth": ["server"],
  "pg-boss": ["server"],
  commander: ["cli"],
  "cli-progress": ["cli"],
  "@clack/prompts": ["cli"],
  react: ["web"],
  "react-dom": ["web"],
  "@mantine/core": ["web"],
  echarts: ["web"],
};

/** Single files that may name a package outside its home, each with the reason. */
const PACKAGE_EXCEPTIONS: readonly {
  readonly path: string;
  readonly name: string;
  readonly reason: string;
}[] = [];

/** Names of folders in which everything ends up and nothing is found again. */
const DRAWERS = /(^|\/)(utils?|helpers?|common|shared|lib)(\/|$)/;

const TEST_FILE = /\.test\.tsx?$/;

/** The top folder of src that a path lies in; undefined outside src or for a file directly in it. */
export function findFolder(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

/** Breaches of the import table, of the homes of packages and of the ways to write an import, one sentence each. */
export function findImportBreaches(imports: readonly Import[]): readonly string[] {
  return imports.flatMap((one) => {
    const breach = findSpellingBreach(one) ?? findTargetBreach(one);
    return breach === undefined ? [] : [`${describePlace(one)}: ${breach}`];
  });
}

/** Folders and files whose names say that anything may go there, and folders that the table does not know. */
export function findNameBreaches(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const folder = findFolder(path);
    if (folder !== undefined && !(folder in MAY_IMPORT))
      return [`${path}: the import table has no src/${folder}`];
    if (DRAWERS.test(posix.dirname(path))) return [`${path}: name the folder after the idea it holds`];
    const stem = posix.basename(path).replace(/\..*$/, "");
    if (DRAWERS.test(stem)) return [`${path}: name the file after the idea it holds`];
    return stem === "index" && /\.tsx?$/.test(path)
      ? [`${path}: no barrels: import the file that is meant`]
      : [];
  });
}

function findSpellingBreach({ from, specifier, target }: Import): string | undefined {
  if (specifier === "") return "a computed name cannot be checked: begin it with the package or file";
  const folder = findFolder(from);
  if (specifier.startsWith(".") && folder !== undefined) {
    const top = `src/${folder}/`;
    const path = posix.join(posix.dirname(from), specifier);
    if (!path.startsWith(top)) return `a relative path may not leave ${top}: write #${path.split("/")[1]}/…`;
  }
  return target.kind === "unresolved" ? "there is no such file in the tree" : undefined;
}

function findTargetBreach({ from, target }: Import): string | undefined {
  const folder = findFolder(from);
  if (folder === undefined) return undefined;
  const isTest = TEST_FILE.test(from);
  switch (target.kind) {
    case "builtin":
      return PURE.includes(folder) && !isTest ? `${folder} is pure and may not import from Node` : undefined;
    case "package":
      return findPackageBreach(from, folder, target.name);
    case "file":
      return findFileBreach(from, folder, target.path);
    default:
      return undefined;
  }
}

function findPackageBreach(from: string, folder: string, name: string): string | undefined {
  const homes = PACKAGE_HOMES[name];
  if (homes === undefined || homes.includes(folder)) return undefined;
  const isExcepted = PACKAGE_EXCEPTIONS.some(
    (exception) => exception.path === from && exception.name === name,
  );
  return isExcepted ? undefined : `only ${homes.join(" and ")} may name ${name}`;
}

function findFileBreach(from: string, folder: string, path: string): string | undefined {
  const isTest = TEST_FILE.test(from);
  const other = findFolder(path);
  if (other === undefined) {
    // Tables of facts under data/ import nothing: whoever reads them depends on no code.
    if (path.startsWith("data/") || (isTest && path.startsWith("test/"))) return undefined;
    return `${folder} may not import what lies outside src`;
  }
  if (other === folder) return undefined;
  if (TEST_FILE.test(path)) return "a test file is not there to be imported";
  const allowed = new Map<string, readonly string[]>(Object.entries(MAY_IMPORT)).get(folder) ?? [];
  if (allowed.includes(other)) return undefined;
  // Tests of the outer folders wire the parts together themselves, as main.ts does.
  const isWiring = STORE_WIRING.includes(from) || (isTest && ["server", "cli"].includes(folder));
  if (other === "store" && isWiring) return undefined;
  return `${folder} may import ${allowed.length === 0 ? "nothing" : allowed.join(", ")}, not ${other}`;
}

/** Groups of files that import one another in a ring, type imports included; each group sorted, one per ring. */
export function findCycles(imports: readonly Import[]): readonly (readonly string[])[] {
  const outgoing = new Map<string, Set<string>>();
  for (const { from, target } of imports) {
    if (target.kind !== "file") continue;
    outgoing.set(from, (outgoing.get(from) ?? new Set()).add(target.path));
    outgoing.set(target.path, outgoing.get(target.path) ?? new Set());
  }
  return listStrongComponents(outgoing).flatMap((group) => {
    const [first] = group;
    const isRing = group.length > 1 || (first !== undefined && outgoing.get(first)?.has(first) === true);
    return isRing ? [group.toSorted()] : [];
  });
}

/**
 * The strongly connected components of a graph, by Kosaraju's method with explicit stacks: the order in
 * which a depth-first walk leaves the files, then the same walk against the arrows in the reverse of that order.
 * O(files + imports).
 */
function listStrongComponents(outgoing: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const incoming = new Map<string, Set<string>>([...outgoing.keys()].map((path) => [path, new Set()]));
  for (const [from, targets] of outgoing) for (const to of targets) incoming.get(to)?.add(from);
  const seen = new Set<string>();
  const finished = [...outgoing.keys()].flatMap((path) => listFinished(path, outgoing, seen));
  const placed = new Set<string>();
  return finished
    .toReversed()
    .map((path) => listFinished(path, incoming, placed))
    .filter((group) => group.length > 0);
}

/** Files reached from `start` that are not in `seen`, in the order in which a depth-first walk leaves them. @mutates seen */
function listFinished(
  start: string,
  arrows: ReadonlyMap<string, ReadonlySet<string>>,
  seen: Set<string>,
): string[] {
  if (seen.has(start)) return [];
  seen.add(start);
  const finished: string[] = [];
  const stack = [{ path: start, targets: [...(arrows.get(start) ?? [])] }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.targets.pop();
    if (next === undefined) {
      finished.push(top.path);
      stack.pop();
    } else if (!seen.has(next)) {
      seen.add(next);
      stack.push({ path: next, targets: [...(arrows.get(next) ?? [])] });
    }
  }
  return finished;
}
