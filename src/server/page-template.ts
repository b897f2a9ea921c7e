import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AskedPage, DrawnPage } from "#api/page-drawing.ts";

/** What drawn pages are put into: the built first page, and where the build has put what. */
export interface Template {
  readonly document: string;
  readonly manifest: Manifest;
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
  return { document: read("index.html"), manifest: JSON.parse(read(".vite/manifest.json")) as Manifest }; // the build's own
}

/**
 * Colours as chosen before, or as the device has them, before anything is seen: what the pages' library does first (Mantine's
 * `ColorSchemeScript`), which would else be when all scripts have come.
 */
const COLOURS = `(()=>{let c;try{c=localStorage.getItem("mantine-color-scheme-value")}catch{}
if(c!=="light"&&c!=="dark")c=matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light"
document.documentElement.setAttribute("data-mantine-color-scheme",c)})()`;

/** The one script within a drawn page, as a content security policy names it (CSP level 3, 2.3.1). */
export const COLOURS_SOURCE = `'sha256-${createHash("sha256").update(COLOURS).digest("base64")}'`;

/** What nothing answers to before the scripts have come: who types or presses there would do it for nothing. Links lead on without them. */
const CONTROL = /<(form|select|button|input|textarea|summary)(?=[ >])/g;

/** The document of a drawn page. */
export function composePage({ document, manifest }: Template, asked: AskedPage, drawn: DrawnPage): string {
  const texts = `../../first-texts:${asked.language}`;
  const files = new Set([texts, ...drawn.sources].flatMap((source) => listFiles(manifest, source)));
  const hints = [...files]
    .filter((file) => !document.includes(file))
    .map((file) =>
      file.endsWith(".css")
        ? `<link rel="stylesheet" crossorigin href="/${file}">`
        : `<link rel="modulepreload" crossorigin href="/${file}">`,
    );
  const markup = drawn.markup.replaceAll(CONTROL, (tag) => `${tag} inert`);
  // JSON within HTML: no "<" in it ends the element, or begins another.
  const state = drawn.state.replaceAll("<", String.raw`\u003c`);
  const parts: readonly (readonly [string, string])[] = [
    ['<html lang="en">', `<html lang="${asked.language}" dir="${drawn.direction}">`],
    ["<title>Wellspring</title>", `<title>${drawn.title} · Wellspring</title>`],
    ["</head>", `${hints.join("")}<script>${COLOURS}</script></head>`],
    [
      '<div id="root"></div>',
      `<div id="root">${markup}</div><script type="application/json" id="drawn">${state}</script>`,
    ],
  ];
  return parts.reduce((text, [before, after]) => text.replace(before, () => after), document);
}

function listFiles(manifest: Manifest, source: string): readonly string[] {
  const seen = new Set([source]);
  for (const key of seen) for (const next of manifest[key]?.imports ?? []) seen.add(next);
  return [...seen].flatMap((key) => {
    const { file, css = [] } = manifest[key] ?? {};
    return file === undefined ? [] : [file, ...css];
  });
}
