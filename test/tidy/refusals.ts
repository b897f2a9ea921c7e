import {
  findLiteralText,
  isNode,
  lineAt,
  parseSource,
  type Source,
  type SyntaxNode,
  walkNodes,
} from "./syntax.ts";
import { listFiles, readText, type Tree } from "./tree.ts";

/** A refusal as its type declares it. */
export interface DeclaredRefusal {
  readonly code: string;
  readonly path: string;
  readonly line: number;
  /** The comment above the type, as one paragraph; empty where there is none. */
  readonly meaning: string;
  /** The other fields: what a person is told beside the code. */
  readonly facts: readonly string[];
}

/** The file that gives every code its HTTP status and its sentence. */
const REFUSAL_TABLE = "src/api/refusals.ts";

/** Every type of the inner folders with a field `code` that is one or several literal strings: the refusals, sorted by code. */
export function readRefusals(tree: Tree): readonly DeclaredRefusal[] {
  return listFiles(tree, /^src\/(planner|core|api|app)\/.*\.ts$/)
    .filter((path) => !path.endsWith(".test.ts") && !path.includes("/generated/"))
    .flatMap((path) => readFromSource(parseSource(path, readText(tree, path))))
    .toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}

/** Codes declared twice, misspelt, without a comment on their meaning, or without a row in the table of the API. */
export function findRefusalBreaches(tree: Tree): readonly string[] {
  const refusals = readRefusals(tree);
  const misspelt = refusals
    .filter(({ code }) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code))
    .map(({ code, path, line }) => `${path}:${line}: code ${code} is not snake_case`);
  const doubled = refusals
    .filter(({ code }, index) => refusals[index - 1]?.code === code)
    .map(({ code, path, line }) => `${path}:${line}: ${code} is declared more than once`);
  const unexplained = refusals
    .filter(({ meaning }) => meaning === "")
    .map(({ code, path, line }) => `${path}:${line}: ${code} has no comment that says what it means`);
  if (!tree.files.includes(REFUSAL_TABLE)) return [...misspelt, ...doubled, ...unexplained];
  if (refusals.length === 0) return [`${REFUSAL_TABLE} is there, but no refusal was found in src`];
  const named = listNames(parseSource(REFUSAL_TABLE, readText(tree, REFUSAL_TABLE)));
  const unnamed = refusals
    .filter(({ code }) => !named.has(code))
    .map(({ code, path, line }) => `${path}:${line}: ${code} has no row in ${REFUSAL_TABLE}`);
  return [...misspelt, ...doubled, ...unexplained, ...unnamed];
}

/** The text of docs/REFUSALS.md for these refusals: one row each, sorted by code, columns padded. Ends with a newline. */
export function renderRefusals(refusals: readonly DeclaredRefusal[]): string {
  const rows = refusals.map(({ code, meaning, facts, path }) => [
    `\`${code}\``,
    meaning,
    facts.map((fact) => `\`${fact}\``).join(", "),
    `[${path}](../${path})`,
  ]);
  const head = [
    "# Refusals",
    "",
    "Every answer by which a rule says no: a stable code, and the facts a person needs to act. A code is never renamed.",
    "When several apply, the order of precedence is written and tested where the refusals are declared.",
    "",
    "This page is generated from the types: `node scripts/generate-refusals.ts`.",
    "",
  ];
  return `${[...head, ...renderTable([["code", "meaning", "facts", "declared in"], ...rows])].join("\n")}\n`;
}

/** A Markdown table, laid out as the formatter wants it. The first row is the head. */
function renderTable(rows: readonly (readonly string[])[]): readonly string[] {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = (escaped[0] ?? []).map((_, column) =>
    Math.max(3, ...escaped.map((row) => row[column]?.length ?? 0)),
  );
  const [head = "", ...body] = escaped.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body];
}

function readFromSource(source: Source): DeclaredRefusal[] {
  return [...walkNodes(source.program)].flatMap((node) => {
    const members = listMembers(node);
    const code = members.find((member) => fieldName(member) === "code");
    const codes = code === undefined ? [] : listCodes(code);
    const facts = members.map(fieldName).filter((name) => name !== "" && name !== "code");
    const meaning = findCommentAbove(source, node);
    const line = lineAt(source.text, node.start);
    return codes.map((one) => ({ code: one, path: source.path, line, meaning, facts }));
  });
}

/** The fields of an interface or of a type literal; none for other nodes. */
function listMembers(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type !== "TSInterfaceBody" && node.type !== "TSTypeLiteral") return [];
  const members = node[node.type === "TSInterfaceBody" ? "body" : "members"];
  return Array.isArray(members) ? members.filter(isNode) : [];
}

function fieldName(member: SyntaxNode): string {
  const key = member["key"];
  if (member.type !== "TSPropertySignature" || !isNode(key)) return "";
  return typeof key["name"] === "string" ? key["name"] : (findLiteralText(key) ?? "");
}

/** The literal strings that the type of a field allows: of one literal, or of a union of nothing but literals. */
function listCodes(member: SyntaxNode): readonly string[] {
  const annotation = member["typeAnnotation"];
  const type = isNode(annotation) ? annotation["typeAnnotation"] : undefined;
  if (!isNode(type)) return [];
  const options: readonly unknown[] =
    type.type === "TSUnionType" && Array.isArray(type["types"]) ? type["types"] : [type];
  const codes = options.flatMap((option) => findLiteralText(option) ?? []);
  return codes.length === options.length ? codes : [];
}

/** The doc comment that stands right before a type: nothing between but its `export interface Name extends …`. */
function findCommentAbove(source: Source, node: SyntaxNode): string {
  const comment = source.comments.findLast(({ end, text }) => end <= node.start && text.startsWith("*"));
  if (comment === undefined) return "";
  const between = source.text.slice(comment.end, node.start);
  const isDirect = /^\s*(export\s+)?((interface|type)\s+[\w<>,\s=]*)?[\s|(]*$/.test(between);
  if (!isDirect) return "";
  return comment.text
    .split("\n")
    .map((line) => line.replace(/^\s*\*+ ?/, "").trim())
    .join(" ")
    .replace(/\{@link (\w+)\}/g, "$1")
    .trim();
}

function listNames({ program }: Source): ReadonlySet<string> {
  return new Set(
    [...walkNodes(program)].flatMap((node) => {
      const key = node.type === "Property" ? node["key"] : undefined;
      const name =
        isNode(key) && typeof key["name"] === "string" ? key["name"] : findLiteralText(key ?? node);
      return name === undefined ? [] : [name];
    }),
  );
}
