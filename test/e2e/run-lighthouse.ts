import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { CHROMIUM, CHROMIUM_ARGUMENTS } from "./browser.ts";
import { openOwnServer } from "./own-server.ts";
import { listPageViews } from "./page-list.ts";

/**
 * Asks Lighthouse about the public pages: `node test/e2e/run-lighthouse.ts [FILE]` writes its scores as a table (docs/LIGHTHOUSE.md).
 *
 * Every page of test/e2e/page-list.ts that somebody who is not signed in may read, as a telephone on a slow line sees it and as a
 * desktop does (`--form`: one of the two), from a server of its own with the world of the tests in it; `--only TEXT`: those whose path has
 * it. What lowers a score below 95 is told. Lighthouse is fetched from npm into a folder of its own when it is first asked: nothing else needs it.
 */
const VERSION = "13.5.0";
/** Scores that a page is held to, of 100. */
const GOAL = 95;
const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
/** Performance is judged by the median of so many visits: single ones differ. */
const VISITS = 3;
const FORMS = ["mobile", "desktop"] as const;

/** What this program reads of Lighthouse's answer. */
interface Answer {
  readonly lhr: {
    readonly categories: Readonly<
      Record<
        string,
        {
          readonly score: number | null;
          readonly auditRefs: readonly { readonly id: string; readonly weight: number }[];
        }
      >
    >;
    readonly audits: Readonly<
      Record<
        string,
        { readonly title: string; readonly score: number | null; readonly displayValue?: string }
      >
    >;
  };
}
type Ask = (url: string, flags: object, config?: object) => Promise<Answer | undefined>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", default: "" }, form: { type: "string", default: "" } },
});
const [file] = positionals;

const root = join(import.meta.dirname, "../..");
const { ask, desktop } = await loadLighthouse(join(root, "node_modules/.cache/lighthouse"));
// The pages are built as their users get them.
process.env["NODE_ENV"] = "production";
const server = await openOwnServer();
const port = 9222 + (process.pid % 1000);
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: [...CHROMIUM_ARGUMENTS, `--remote-debugging-port=${port}`],
});
try {
  const rows = [
    "| page | seen by | performance | accessibility | best practices |",
    "| --- | --- | --- | --- | --- |",
  ];
  for (const [path, views] of Object.entries(listPageViews(server.world))) {
    const view = views.find(({ who }) => who === undefined);
    if (view === undefined || path.startsWith("/desk") || !path.includes(values.only)) continue;
    for (const form of FORMS.filter((one) => one.startsWith(values.form))) {
      const scores = await judge(`${server.origin}${view.address}`, form);
      const cells = CATEGORIES.map((category) => scores.get(category) ?? "none");
      rows.push(`| \`${path}\` | ${form} | ${cells.join(" | ")} |`);
      process.stdout.write(`${rows.at(-1)}\n`);
      if (cells.some((cell) => cell === "none" || cell < GOAL)) process.exitCode = 1;
    }
  }
  if (file !== undefined) writeFileSync(file, describe(rows));
} finally {
  await browser.close();
  await server.close();
}

/** The scores of a page, of 100, by category; what is missing to the goal is told on the way. */
async function judge(url: string, form: (typeof FORMS)[number]): Promise<ReadonlyMap<string, number>> {
  const visits: Answer["lhr"][] = [];
  for (let visit = 0; visit < VISITS; visit += 1) {
    const flags = { port, output: "json", logLevel: "error", onlyCategories: [...CATEGORIES] };
    const answer = await ask(url, flags, form === "desktop" ? desktop : undefined);
    if (answer === undefined) throw new Error(`Lighthouse says nothing of ${url}`);
    visits.push(answer.lhr);
  }
  const scores = new Map<string, number>();
  for (const category of CATEGORIES) {
    const sorted = visits.toSorted((a, b) => scoreOf(a, category) - scoreOf(b, category));
    const middle = sorted[(VISITS - 1) / 2];
    if (middle === undefined) throw new Error("an odd number of visits has a middle one");
    scores.set(category, scoreOf(middle, category));
    if (scoreOf(middle, category) < GOAL) tellMissing(middle, category);
  }
  return scores;
}

function scoreOf({ categories }: Answer["lhr"], category: string): number {
  return Math.round(100 * (categories[category]?.score ?? 0));
}

function tellMissing({ categories, audits }: Answer["lhr"], category: string): void {
  for (const { id, weight } of categories[category]?.auditRefs ?? []) {
    const audit = audits[id];
    if (audit === undefined || weight === 0 || audit.score === null || audit.score >= 0.9) continue;
    process.stdout.write(
      `  ${category}: ${audit.title}${audit.displayValue === undefined ? "" : `: ${audit.displayValue}`}\n`,
    );
  }
}

function describe(rows: readonly string[]): string {
  const text = [
    "# What Lighthouse says of the public pages",
    "",
    `Lighthouse ${VERSION}, median of ${VISITS} visits to a server on the same machine, with the world of the tests; mobile: its slow line and slow`,
    `processor. Written by \`node test/e2e/run-lighthouse.ts docs/LIGHTHOUSE.md\` on ${new Date().toISOString().slice(0, 10)}. The goal is ${GOAL} for each.`,
    "",
    ...rows,
    "",
  ];
  return text.join("\n");
}

async function loadLighthouse(folder: string): Promise<{ ask: Ask; desktop: object }> {
  const main = join(folder, "node_modules/lighthouse/core/index.js");
  if (!existsSync(main)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    const install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", `lighthouse@${VERSION}`];
    const { status } = spawnSync("npm", install, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0) throw new Error(`npm could not install lighthouse@${VERSION}`);
  }
  // A package that is not among ours has no types here; `Ask` is the part of them that is used.
  const loaded = (await import(pathToFileURL(main).href)) as { default: Ask; desktopConfig: object };
  return { ask: loaded.default, desktop: loaded.desktopConfig };
}
