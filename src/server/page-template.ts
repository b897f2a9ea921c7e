import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AskedPage, DrawnPage, StyleRule } from "#api/page-drawing.ts";

/** What drawn pages are put into: the built first page, where the build has put what, and the rules of its style sheets. */
export interface Template {
  readonly document: string;
  readonly manifest: Manifest;
  readonly sheets: Readonly<Record<string, readonly StyleRule[]>>;
}

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}
type Manifest = Readonly<Record<string, Chunk>>;

/** Reads what the build left in `directory`. */
export function readTemplate(directory: string): Template {
  const read = (path: string) => readFileSync(join(directory, path), "utf8");
  return {
    document: read("index.html"),
    manifest: JSON.parse(read(".vite/manifest.json")) as Manifest, // the build's own
    sheets: JSON.parse(read(".vite/style-rules.json")) as Template["sheets"], // the build's own
  };
}

/**
 * What has to be done before anything is seen, and what after. Before: colours as chosen, or as the device has them, which the pages'
 * library would only do when all scripts have come (Mantine's `ColorSchemeScript`). After: the scripts and whole style sheets are sent for,
 * which on a slow line would keep the first picture waiting, a few a turn; at once in a window that nobody looks at, where nothing is painted.
 */
const BEGINNING = `(()=>{let c;try{c=localStorage.getItem("mantine-color-scheme-value")}catch{}
if(c!=="light"&&c!=="dark")c=matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light"
document.documentElement.setAttribute("data-mantine-color-scheme",c)
const go=()=>{const t=document.getElementById("later");if(!t)return
t.remove();const parts=[...t.content.children]
const some=()=>{document.head.append(...parts.splice(0,3).map(p=>document.importNode(p,true)));if(parts.length>0)setTimeout(some)};some()}
document.addEventListener("DOMContentLoaded",()=>document.hidden?go():(requestAnimationFrame(()=>setTimeout(go)),setTimeout(go,1000)))})()`;

/** The one script within a drawn page, as a content security policy names it (CSP level 3, 2.3.1). */
export const BEGINNING_SOURCE = `'sha256-${createHash("sha256").update(BEGINNING).digest("base64")}'`;

/** What nothing answers to before the scripts have come: who types or presses there would do it for nothing. Links lead on without them. */
const CONTROL = /<(form|select|button|input|textarea|summary)(?=[ >])/g;

/** What the built first page sends for before anything is seen. */
const SENT_FOR =
  /[ \t]*<(?:script type="module"[^>]*><\/script>|link rel="(?:modulepreload|stylesheet)"[^>]*>)\n?/g;

/** The document of a drawn page. */
export function composePage(
  { document, manifest, sheets }: Template,
  asked: AskedPage,
  drawn: DrawnPage,
): string {
  const files = [
    ...new Set(["index.html", ...drawn.sources].flatMap((source) => listFiles(manifest, source))),
  ];
  // Style sheets first. Each script by itself, not only the one that asks for the others: so each is evaluated in a turn of its own.
  const later = files
    .toSorted((a, b) => Number(b.endsWith(".css")) - Number(a.endsWith(".css")))
    .map((file) =>
      file.endsWith(".css")
        ? `<link rel="stylesheet" crossorigin href="/${file}">`
        : `<script type="module" crossorigin src="/${file}"></script>`,
    );
  const markup = drawn.markup.replaceAll(CONTROL, (tag) => `${tag} inert`);
  const styles = findRules(
    files.flatMap((file) => sheets[file] ?? []),
    markup,
  );
  // JSON within HTML: no "<" in it ends the element, or begins another.
  const state = drawn.state.replaceAll("<", String.raw`\u003c`);
  const parts: readonly (readonly [string, string])[] = [
    // Who has no scripts sees light colours: without any, fields would have no edges.
    [
      '<html lang="en">',
      `<html lang="${asked.language}" dir="${drawn.direction}" data-mantine-color-scheme="light">`,
    ],
    ["<title>Wellspring</title>", `<title>${drawn.title} · Wellspring</title>`],
    ["</head>", `<script>${BEGINNING}</script><style>${styles}</style></head>`],
    [
      '<div id="root"></div>',
      [
        `<div id="root">${markup}</div>`,
        `<script type="application/json" id="drawn">${state}</script>`,
        `<template id="later">${later.join("")}</template>`,
      ].join(""),
    ],
  ];
  const bare = document.replaceAll(SENT_FOR, "");
  return parts.reduce((text, [before, after]) => text.replace(before, () => after), bare);
}

/** Those of the rules that are about an element of the markup, or may be. */
function findRules(rules: readonly StyleRule[], markup: string): string {
  const classes = new Set(
    [...markup.matchAll(/ class="([^"]*)"/g)].flatMap(([, names = ""]) => names.split(" ")),
  );
  return rules
    .filter(([, needs]) => needs.some((names) => names.every((name) => classes.has(name))))
    .map(([rule]) => rule)
    .join("");
}

function listFiles(manifest: Manifest, source: string): readonly string[] {
  const seen = new Set([source]);
  for (const key of seen) for (const next of manifest[key]?.imports ?? []) seen.add(next);
  return [...seen].flatMap((key) => {
    const { file, css = [] } = manifest[key] ?? {};
    return file === undefined ? [] : [file, ...css];
  });
}
