import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { findLiteralText, isNode, lineAt, parseSource, type SyntaxNode, walkNodes } from "./syntax.ts";
import { isInTree, listFiles, readText, type Tree } from "./tree.ts";

/** Where an import leads: a file of the tree, a package, a part of Node, or nowhere we can see. */
export type Target =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "package"; readonly name: string }
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "unresolved" };

/** One import as it stands in a file: static, dynamic, of a type, a re-export, or an `import()` type. */
export interface Import {
  readonly from: string;
  readonly line: number;
  /** Empty for an `import()` whose name is computed. */
  readonly specifier: string;
  readonly target: Target;
}

/** Every import of the TypeScript and JavaScript files that match `pattern`. */
export function readImports(tree: Tree, pattern: RegExp): readonly Import[] {
  const aliases = readAliases(tree);
  return listFiles(tree, pattern).flatMap((path) => {
    const { text, program } = parseSource(path, readText(tree, path));
    return [...walkNodes(program)].flatMap((node) => {
      if (!isImport(node)) return [];
      const specifier = findLiteralText(node["source"] ?? node["expression"]) ?? "";
      const target = resolve({ tree, aliases, from: path, specifier });
      return [{ from: path, line: lineAt(text, node.start), specifier, target }];
    });
  });
}

/** The place of an import in words, for messages. */
export function describePlace({ from, line, specifier }: Import): string {
  return `${from}:${line} imports ${JSON.stringify(specifier)}`;
}

/** The package that a specifier names: "@scope/name/part" → "@scope/name". */
function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/**
 * The files that `from` leads to over any number of imports, itself included.
 * `imports` must hold all of the tree: what is not in it is not followed.
 */
export function listReached(imports: readonly Import[], from: string): ReadonlySet<string> {
  const outgoing = new Map<string, Import[]>();
  for (const one of imports) outgoing.set(one.from, [...(outgoing.get(one.from) ?? []), one]);
  const reached = new Set([from]);
  // A set that grows while it is walked is visited to its end: this is a breadth-first search.
  for (const path of reached) {
    for (const { target } of outgoing.get(path) ?? []) {
      if (target.kind === "file") reached.add(target.path);
    }
  }
  return reached;
}

function isImport(node: SyntaxNode): boolean {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
    case "TSExternalModuleReference":
      return true;
    case "ExportNamedDeclaration":
      return isNode(node["source"]);
    default:
      return false;
  }
}

/** The `imports` of package.json: "#core/*" → "src/core/*", both without their star. */
function readAliases(tree: Tree): ReadonlyMap<string, string> {
  const manifest: unknown = JSON.parse(readText(tree, "package.json"));
  if (typeof manifest !== "object" || manifest === null || !("imports" in manifest)) return new Map();
  return new Map(
    Object.entries(manifest.imports ?? {}).flatMap(([alias, path]: [string, unknown]) =>
      typeof path === "string"
        ? [[alias.replace(/\*$/, ""), path.replace(/^\.\//, "").replace(/\*$/, "")]]
        : [],
    ),
  );
}

function resolve(about: {
  readonly tree: Tree;
  readonly aliases: ReadonlyMap<string, string>;
  readonly from: string;
  readonly specifier: string;
}): Target {
  const { tree, aliases, from } = about;
  // Vite reads what follows a question mark ("./x.svg?url") as an instruction, not as part of the name.
  const specifier = about.specifier.replace(/\?.*$/, "");
  if (specifier === "") return { kind: "unresolved" };
  if (isBuiltin(specifier)) return { kind: "builtin", name: specifier };
  if (specifier.startsWith("#")) {
    const alias = [...aliases.keys()].find((one) => specifier.startsWith(one));
    if (alias === undefined) return { kind: "unresolved" };
    return resolveFile(tree, `${aliases.get(alias)}${specifier.slice(alias.length)}`);
  }
  if (specifier.startsWith(".") || specifier.startsWith("/")) {
    return resolveFile(tree, posix.join(posix.dirname(from), specifier));
  }
  return { kind: "package", name: packageName(specifier) };
}

function resolveFile(tree: Tree, path: string): Target {
  return isInTree(tree, path) ? { kind: "file", path } : { kind: "unresolved" };
}
