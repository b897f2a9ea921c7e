import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a page loads beside what all pages do, by its sources below `src/web`. Its texts are those of English. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  "/": ["statement/statement-page.tsx", "statement/month-chart.tsx"],
  "/world": ["world/world-page.tsx", "world/flow-map.tsx"],
  "/parties/CODE": ["party/party-page.tsx"],
  "/verify": ["verify/verify-page.tsx"],
  "/data": ["data/data-page.tsx"],
  "/calls": ["call/calls-page.tsx"],
  "/rounds/ID": ["round/round-page.tsx"],
};

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}
type Manifest = Readonly<Record<string, Chunk>>;

/** A page's weight: its built files, and their bytes as they go over the line (Brotli where that is there). */
export interface PageWeight {
  readonly page: string;
  readonly files: number;
  readonly bytes: number;
}

/** The weight of each page that has a bound, read from what the build wrote in `directory`. */
export function weighPages(directory: string): readonly PageWeight[] {
  const manifest = JSON.parse(readFileSync(join(directory, ".vite/manifest.json"), "utf8")) as Manifest; // the build's own
  const texts = Object.keys(manifest).filter((key) => key.endsWith("first-texts:en"));
  return Object.entries(PAGES).map(([page, sources]) => {
    const built = ["index.html", ...texts, ...sources].flatMap((key) => listFiles(manifest, key));
    const files = new Set(["index.html", ...built]);
    return {
      page,
      files: files.size,
      bytes: [...files].reduce((sum, file) => sum + weigh(directory, file), 0),
    };
  });
}

function listFiles(manifest: Manifest, start: string): readonly string[] {
  const seen = new Set([start]);
  for (const key of seen) {
    if (manifest[key] === undefined) throw new Error(`the build has no ${key}`);
    for (const next of manifest[key].imports ?? []) seen.add(next);
  }
  return [...seen].flatMap((key) => {
    const { file = "", css = [], assets = [] } = manifest[key] ?? {};
    return [file, ...css, ...assets];
  });
}

function weigh(directory: string, file: string): number {
  const path = join(directory, file);
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
}

const ROW = /^\| `([^`]+)` +\| +\d+ +\| +[\d.]+ +\| +(\d+) +\|$/;

/** The bounds of docs/WEIGHTS.md by page, in kB of 1,000 bytes. */
export function readBounds(document: string): ReadonlyMap<string, number> {
  const found = document.split("\n").flatMap((line) => {
    const [, page, bound] = ROW.exec(line) ?? [];
    return page === undefined ? [] : [[page, Number(bound)] as const];
  });
  return new Map(found);
}

/** The document with what was measured in the place of what it had; bounds stay. */
export function writeMeasured(document: string, weights: readonly PageWeight[]): string {
  const byPage = new Map(weights.map((weight) => [weight.page, weight]));
  const lines = document.split("\n").map((line) => {
    const [, page = "", bound = ""] = ROW.exec(line) ?? [];
    const weight = byPage.get(page);
    if (weight === undefined) return line;
    const measured = (weight.bytes / 1000).toFixed(1);
    return `| ${`\`${page}\``.padEnd(15)} | ${String(weight.files).padEnd(5)} | ${measured.padEnd(8)} | ${bound.padEnd(7)} |`;
  });
  return lines.join("\n");
}
