import { posix } from "node:path";
import { listFiles, readText, type Tree } from "./tree.ts";

/** Files under data/ that nothing says the source, date and licence of. */
export function findUnsourcedData(tree: Tree): readonly string[] {
  const tables = listFiles(tree, /^data\//).filter((path) => !path.endsWith(".md") && !path.endsWith(".ts"));
  return tables.flatMap((path) => {
    const note = findNote(tree, path);
    if (note === undefined) return [`${path}: no entry in data/README.md and no ${stem(path)}.md beside it`];
    const missing = [
      { what: "source", pattern: /source|https?:\/\//i },
      { what: "date", pattern: /\b(19|20)\d\d\b/ },
      { what: "licence", pattern: /licen[cs]e|public domain|CC0|CC BY|MIT|Apache|PDDL|facts/i },
    ].filter(({ pattern }) => !pattern.test(note));
    return missing.map(({ what }) => `${path}: its entry names no ${what}`);
  });
}

/** The Markdown beside a table (NAME.md), else the row or section of a README.md that names the file. */
function findNote(tree: Tree, path: string): string | undefined {
  const beside = `${posix.dirname(path)}/${stem(path)}.md`;
  if (tree.files.includes(beside)) return readText(tree, beside);
  const names = [posix.basename(path), path.replace(/^data\//, "")];
  for (const readme of new Set([`${posix.dirname(path)}/README.md`, "data/README.md"])) {
    const text = tree.files.includes(readme) ? readText(tree, readme) : "";
    const note = listNotes(text).find((part) => names.some((name) => part.includes(name)));
    if (note !== undefined) return note;
  }
  return undefined;
}

/** What a README says of single files: each row of its tables under the table's head, then each section. */
function listNotes(markdown: string): readonly string[] {
  const rows = markdown.split(/\n\s*\n/).flatMap((block) => {
    const [head = "", , ...body] = block.split("\n").filter((line) => line.startsWith("|"));
    return body.map((row) => `${head}\n${row}`);
  });
  return [...rows, ...markdown.split(/^#+ /m)];
}

function stem(path: string): string {
  return posix.basename(path).replace(/\.[^.]+(\.gz)?$/, "");
}

/**
 * Migrations that are not numbered 0001, 0002, … without gap or double, and SQL that lies outside their folder, but for the forms of
 * functions that a database with Citus has.
 */
export function findMigrationBreaches(tree: Tree): readonly string[] {
  const folder = "src/store/migrations/";
  const homes = [folder, "src/store/citus/"];
  const stray = listFiles(tree, /^src\/.*\.sql$/).filter(
    (path) => !homes.some((home) => path.startsWith(home)),
  );
  const names = listFiles(tree, /^src\/store\/migrations\/\d/).map((path) => path.slice(folder.length));
  const misnamed = listFiles(tree, /^src\/store\/migrations\/.*\.sql$/)
    .map((path) => path.slice(folder.length))
    .filter((name) => !/^\d{4}-[a-z0-9-]+\.sql$/.test(name));
  const misnumbered = names.flatMap((name, index) => {
    const expected = String(index + 1).padStart(4, "0");
    return name.startsWith(`${expected}-`) ? [] : [`${folder}${name}: expected number ${expected}`];
  });
  return [
    ...stray.map((path) => `${path}: SQL files belong in ${folder}`),
    ...misnamed.map((name) => `${folder}${name}: expected a name like 0001-first-tables.sql`),
    ...misnumbered,
  ];
}

/** Text files; pictures, archives and the like are not read. */
const BINARY = /\.(png|jpe?g|gif|webp|ico|woff2?|gz|zip|xlsx?|pdf|wasm|parquet)$/;

/**
 * Lines that name a folder of somebody's machine, or the host that packages are fetched from: neither is there for
 * the next person. `hosts` are further host names to look for.
 */
export function findLocalNames(tree: Tree, hosts: readonly string[] = []): readonly string[] {
  // Put together from parts, so that this file does not name what it looks for.
  const folders = ["work", "home", "Users", "root"].join("|");
  const folder = new RegExp(`(?<![\\w.~$}/-])/(?:${folders})/[\\w.]`);
  const known = ["npmjs", "npmmirror", "yarnpkg"].map((name) => `registry.${name}.`);
  const literal = [...known, ...hosts].map((host) => host.replace(/[.\\+*?[^\]$(){}=!<>|:#-]/g, "\\$&"));
  const registry = new RegExp(literal.join("|"));
  return tree.files
    .filter((path) => !BINARY.test(path))
    .flatMap((path) =>
      readText(tree, path)
        .split("\n")
        .flatMap((line, index) => {
          if (folder.test(line)) return [`${path}:${index + 1}: names a folder of one machine`];
          return registry.test(line) ? [`${path}:${index + 1}: names a package registry`] : [];
        }),
    );
}

/** The README of a top folder is read while standing in the door: at most 20 lines. */
export function findLongReadmes(tree: Tree): readonly string[] {
  return listFiles(tree, /^(src\/[^/]+|test|bench|scripts)\/README\.md$/).flatMap((path) => {
    const lines = readText(tree, path).trimEnd().split("\n").length;
    return lines > 20 ? [`${path}: ${lines} lines, at most 20`] : [];
  });
}

/** Decision records that are misnumbered, or lack one of their parts. */
export function findDecisionBreaches(tree: Tree): readonly string[] {
  const parts = ["Date:", "Status:", "## Context", "## Options", "## Decision", "## Consequences"];
  return listFiles(tree, /^docs\/decisions\/.*\.md$/).flatMap((path, index) => {
    const expected = String(index + 1).padStart(4, "0");
    const text = readText(tree, path);
    const missing = parts.filter((part) => !text.includes(part));
    const name = posix.basename(path);
    return [
      ...(/^\d{4}-[a-z0-9-]+\.md$/.test(name) && name.startsWith(expected)
        ? []
        : [`${path}: expected ${expected}`]),
      ...missing.map((part) => `${path}: lacks ${part}`),
    ];
  });
}
