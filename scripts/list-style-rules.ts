import { type Container, parse } from "postcss";
import type { StyleRule } from "#api/page-drawing.ts";

/** What is around other rules, and applies where they do. */
const AROUND = new Set(["media", "supports", "layer", "container"]);

/** The rules of a built style sheet in their order, each with the classes without which it is about nothing. */
export function listStyleRules(sheet: string): readonly StyleRule[] {
  return listWithin(parse(sheet), (rule) => rule);
}

function listWithin(container: Container, put: (rule: string) => string): readonly StyleRule[] {
  return (container.nodes ?? []).flatMap((node): readonly StyleRule[] => {
    if (node.type === "comment") return [];
    if (node.type === "rule") return [[put(node.toString()), node.selectors.map(listClasses)]];
    if (node.type !== "atrule" || node.nodes === undefined || !AROUND.has(node.name)) {
      return [[put(node.toString()), [[]]]];
    }
    return listWithin(node, (rule) => put(`@${node.name} ${node.params}{${rule}}`));
  });
}

/** The classes that elements must have for the selector to find one: what stands in parentheses (`:not`, `:is`) is not asked. */
function listClasses(selector: string): readonly string[] {
  let bare = selector;
  // The innermost first.
  while (/\([^()]*\)/.test(bare)) bare = bare.replaceAll(/\([^()]*\)/g, "");
  return [...bare.matchAll(/\.((?:[\w-]|\\.)+)/g)].map(([, name = ""]) => name.replaceAll("\\", ""));
}
