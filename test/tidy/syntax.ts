import { parseSync } from "vite";

/** A node of the syntax tree (ESTree, with TypeScript's nodes), read without trust in its shape. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A comment: `text` is without its delimiters. */
export interface Comment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A parsed source file. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly program: SyntaxNode;
  readonly comments: readonly Comment[];
}

/** Parses TypeScript, TSX or JavaScript by the extension of `path`. Throws with the path when it does not parse. */
export function parseSource(path: string, text: string): Source {
  const result = parseSync(path, text);
  const [error] = result.errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  const comments = result.comments.map(({ start, end, value }) => ({ start, end, text: value }));
  const program: unknown = result.program;
  if (!isNode(program)) throw new Error(`${path} gave no syntax tree`);
  return { path, text, program, comments };
}

/** True for an object that has a type and a place, as every node of the tree has. */
export function isNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    typeof value.type === "string" &&
    "start" in value &&
    "end" in value
  );
}

/** Every node below and including `node`, parents before children, in the order of the source. */
export function* walkNodes(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) yield* walkNodes(child);
    }
  }
}

/** The text of a string literal, or of the fixed beginning of a template; undefined for anything else. */
export function findLiteralText(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node.type === "TSLiteralType") return findLiteralText(node["literal"]);
  if (node.type !== "TemplateLiteral" || !Array.isArray(node["quasis"])) return undefined;
  const [head]: unknown[] = node["quasis"];
  if (!isNode(head)) return undefined;
  const value = head["value"];
  const isCooked = typeof value === "object" && value !== null && "cooked" in value;
  return isCooked && typeof value.cooked === "string" ? value.cooked : undefined;
}

/** The line, from 1, of an offset in `text`. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
