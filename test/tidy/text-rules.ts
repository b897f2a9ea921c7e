import { posix } from "node:path";
import { findLiteralText, isNode, lineAt, parseSource, type SyntaxNode, walkNodes } from "./syntax.ts";
import { isInTree, listFiles, readText, type Tree } from "./tree.ts";

/** Files with statements or rules in them, by what the length limit and the rule about open ends apply to. */
const CODE = /\.(tsx?|mjs|css|sql)$/;
const TEST_FILE = /\.test\.tsx?$/;
const LINES_MAX = 400;
const TEST_LINES_MAX = 500;

/** Files of code that are longer than 400 lines (500 for tests). What a tool wrote is not counted. */
export function findLongFiles(tree: Tree): readonly string[] {
  return listFiles(tree, CODE).flatMap((path) => {
    if (path.startsWith("src/store/generated/") || path.includes(".gen.")) return [];
    const lines = readText(tree, path).replace(/\n$/, "").split("\n").length;
    const max = TEST_FILE.test(path) || path.startsWith("test/") ? TEST_LINES_MAX : LINES_MAX;
    return lines > max ? [`${path}: ${lines} lines, at most ${max}: split it by noun`] : [];
  });
}

/** Comments that put work off (the words are in the pattern) without the number of the issue that holds it. */
export function findOpenEnds(tree: Tree): readonly string[] {
  return listFiles(tree, CODE).flatMap((path) => {
    const text = readText(tree, path);
    const comments = /\.(css|sql)$/.test(path) ? [{ start: 0, text }] : parseSource(path, text).comments;
    return comments.flatMap((comment) =>
      [...comment.text.matchAll(/\b(?:TODO|FIXME|XXX|HACK)\b(?! ?\(?#\d)/g)].map(
        (match) =>
          `${path}:${lineAt(text, comment.start + match.index)}: ${match[0]} without an issue number`,
      ),
    );
  });
}

/**
 * Tests that are switched off or that switch off the others, and mocks of our own modules. A test may end early by
 * `context.skip("what is missing")`, or stand under `skipIf` with the name of what is missing in its title.
 */
export function findSilencedTests(tree: Tree): readonly string[] {
  return listFiles(tree, TEST_FILE).flatMap((path) => {
    const { text, program } = parseSource(path, readText(tree, path));
    return [...walkNodes(program)].flatMap((node) => {
      const breach = findSilence(node);
      return breach === undefined ? [] : [`${path}:${lineAt(text, node.start)}: ${breach}`];
    });
  });
}

function findSilence(node: SyntaxNode): string | undefined {
  if (node.type !== "MemberExpression" && node.type !== "CallExpression") return undefined;
  const chain = listNames(node);
  const root = chain[0] ?? "";
  const isSuite = ["test", "it", "describe", "suite"].includes(root);
  if (node.type === "MemberExpression") {
    const last = chain.at(-1) ?? "";
    if (isSuite && ["only", "skip", "todo", "fails"].includes(last)) return `${root}.${last} hides tests`;
    return root === "vi" && ["mock", "doMock"].includes(last) ? "no mocks: hand the part in" : undefined;
  }
  if (chain.at(-1) !== "skip" || isSuite) return undefined;
  const values: readonly unknown[] = Array.isArray(node["arguments"]) ? node["arguments"] : [];
  // A reason may be built elsewhere; what is refused is to give none, or a bare condition.
  const isReason = values.some((value) => isNode(value) && (findLiteralText(value) ?? "").trim() !== "");
  const isNamedReason =
    values.length > 0 && values.every((value) => isNode(value) && value.type === "Identifier");
  return isReason || isNamedReason ? undefined : "skip needs a reason in words";
}

/** The names along `a.b.c`, `a.b(…).c` or `a.b.c(…)`, from the left. */
function listNames(node: unknown): readonly string[] {
  if (!isNode(node)) return [];
  if (node.type === "Identifier") return typeof node["name"] === "string" ? [node["name"]] : [];
  if (node.type === "CallExpression") return listNames(node["callee"]);
  if (node.type !== "MemberExpression") return [];
  return [...listNames(node["object"]), ...listNames(node["property"])];
}

/** `export default` in product code: a thing has one name, and an import says which. */
export function findDefaultExports(tree: Tree): readonly string[] {
  return listFiles(tree, /^(src|scripts|bench|test)\/.*\.tsx?$/).flatMap((path) => {
    const { text, program } = parseSource(path, readText(tree, path));
    return [...walkNodes(program)]
      .filter((node) => node.type === "ExportDefaultDeclaration" || isDefaultSpecifier(node))
      .map((node) => `${path}:${lineAt(text, node.start)}: no default exports: give it its name`);
  });
}

function isDefaultSpecifier(node: SyntaxNode): boolean {
  const exported = node["exported"];
  return node.type === "ExportSpecifier" && isNode(exported) && exported["name"] === "default";
}

/** Links of Markdown files that lead nowhere: to a missing file, or to a heading that is not there. */
export function findDeadLinks(tree: Tree): {
  readonly linkCount: number;
  readonly breaches: readonly string[];
} {
  const links = listFiles(tree, /\.md$/).flatMap((path) =>
    listLinks(readText(tree, path)).map((link) => ({ path, link })),
  );
  const breaches = links.flatMap(({ path, link }) => {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : posix.join(posix.dirname(path), decodeURI(file)).replace(/\/$/, "");
    if (target !== "." && !isInTree(tree, target)) return [`${path}: there is no ${link}`];
    if (anchor === undefined || !target.endsWith(".md")) return [];
    return listAnchors(readText(tree, target)).includes(anchor) ? [] : [`${path}: no heading for ${link}`];
  });
  return { linkCount: links.length, breaches };
}

/** Targets of links and pictures inside the repository; code is not read, addresses on the web are not tried. */
function listLinks(markdown: string): readonly string[] {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
  const inline = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)];
  const defined = [...prose.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)];
  const written = [...prose.matchAll(/<(?:img|a)\s[^>]*(?:src|href)="([^"]+)"/g)];
  return [...inline, ...defined, ...written]
    .map((match) => match[1] ?? "")
    .filter((link) => link !== "" && !/^[a-z][a-z0-9+.-]*:/i.test(link));
}

/** The anchors that code hosts make of headings: lower case, no punctuation, spaces as hyphens. */
function listAnchors(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number}\s_-]/gu, "")
      .replace(/\s/g, "-"),
  );
}
