import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  findDecisionBreaches,
  findLocalNames,
  findLongReadmes,
  findMigrationBreaches,
  findUnsourcedData,
} from "./tidy/file-rules.ts";
import {
  findCycles,
  findFolder,
  findImportBreaches,
  findNameBreaches,
  MAY_IMPORT,
} from "./tidy/import-rules.ts";
import { readImports } from "./tidy/imports.ts";
import { findLockfileBreaches, readLockedPackages } from "./tidy/lockfile.ts";
import { findRefusalBreaches, readRefusals, renderRefusals } from "./tidy/refusals.ts";
import {
  findDeadLinks,
  findDefaultExports,
  findLongFiles,
  findOpenEnds,
  findSilencedTests,
} from "./tidy/text-rules.ts";
import { listFiles, readText, readTree } from "./tidy/tree.ts";

/**
 * The house rules of docs/STYLE.md that no other tool holds. Each check answers with a list of breaches, so that a
 * failing test shows all of them; test/tidy/checks.test.ts shows that each of them can fail.
 */
const tree = readTree(join(import.meta.dirname, ".."));
const SOURCE = /^src\/.*\.tsx?$/;
const sourceFiles = listFiles(tree, SOURCE);
const imports = readImports(tree, SOURCE);

describe("the checks looked", () => {
  /** Raised as the tree grows: no check may pass because it read next to nothing. */
  const FILES_MIN = 100;
  const IMPORTS_MIN = 400;

  test("at every source file that git tracks", () => {
    const tracked = tree.tracked?.filter((path) => SOURCE.test(path)) ?? [];
    expect(tracked.filter((path) => !sourceFiles.includes(path))).toEqual([]);
    expect(sourceFiles.length).toBeGreaterThanOrEqual(Math.max(FILES_MIN, tracked.length));
  });

  test("at every import that a plain search for its words finds", () => {
    const found = new Set(imports.map(({ from, specifier }) => `${from} ${specifier}`));
    const searched = sourceFiles.flatMap((path) =>
      [...readText(tree, path).matchAll(/^(?:import|export|\}).* from "([^"]+)";$/gm)].map(
        (match) => `${path} ${match[1]}`,
      ),
    );
    expect(searched.filter((one) => !found.has(one))).toEqual([]);
    expect(imports.length).toBeGreaterThanOrEqual(Math.max(IMPORTS_MIN, new Set(searched).size));
  });

  test("at imports that resolve to files, beside those of packages", () => {
    expect(imports.filter(({ target }) => target.kind === "file").length).toBeGreaterThanOrEqual(IMPORTS_MIN);
  });
});

describe("imports", () => {
  test("follow the import table", () => {
    expect(findImportBreaches(imports)).toEqual([]);
  });

  test("make no ring, type imports included", () => {
    expect(findCycles(imports)).toEqual([]);
  });

  test("are described in docs/ARCHITECTURE.md as they are checked", () => {
    const architecture = readText(tree, "docs/ARCHITECTURE.md").replace(/ +/g, " ");
    for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
      expect(architecture).toContain(`| ${folder} | ${allowed.length === 0 ? "–" : allowed.join(", ")} |`);
    }
  });
});

describe("names", () => {
  test("of folders and files say what is in them, and there are no barrels", () => {
    expect(findNameBreaches(listFiles(tree, /^(src|test|scripts|bench|bin)\//))).toEqual([]);
  });

  test("of exports are given where the thing is declared: no default exports", () => {
    expect(findDefaultExports(tree)).toEqual([]);
  });

  test("of migrations are numbered without gaps", () => {
    expect(findMigrationBreaches(tree)).toEqual([]);
  });

  test("of folders and registries of one machine appear nowhere", () => {
    const address = process.env["npm_config_registry"];
    expect(findLocalNames(tree, address === undefined ? [] : [new URL(address).hostname])).toEqual([]);
  });
});

describe("files", () => {
  test("are at most 400 lines long, 500 for tests", () => {
    expect(findLongFiles(tree)).toEqual([]);
  });

  test("leave no open end without an issue number", () => {
    expect(findOpenEnds(tree)).toEqual([]);
  });

  test("hold no test that is switched off without a reason", () => {
    expect(findSilencedTests(tree)).toEqual([]);
  });

  test("of the lockfile hold every platform and no address", () => {
    const packages = readLockedPackages(readText(tree, "package-lock.json"));
    expect(Object.keys(packages).length).toBeGreaterThan(200);
    expect(findLockfileBreaches(packages)).toEqual([]);
  });

  test("of data say their source, date and licence", () => {
    expect(findUnsourcedData(tree)).toEqual([]);
  });

  test("of src lie in a folder that has a README of at most 20 lines", () => {
    const folders = new Set(sourceFiles.map(findFolder).filter((folder) => folder !== undefined));
    expect([...folders].filter((folder) => !tree.files.includes(`src/${folder}/README.md`))).toEqual([]);
    expect(findLongReadmes(tree)).toEqual([]);
  });
});

describe("documents", () => {
  test("link to what is there", () => {
    const { linkCount, breaches } = findDeadLinks(tree);
    expect(breaches).toEqual([]);
    expect(linkCount).toBeGreaterThanOrEqual(10);
  });

  test("of decisions are numbered and complete", () => {
    expect(findDecisionBreaches(tree)).toEqual([]);
  });

  test("name every refusal code, which is declared once", () => {
    expect(findRefusalBreaches(tree)).toEqual([]);
    // Generated: run `node scripts/generate-refusals.ts` after a refusal was added or changed.
    expect(readText(tree, "docs/REFUSALS.md")).toBe(renderRefusals(readRefusals(tree)));
  });
});

test("shell scripts are well-formed", () => {
  const scripts = [".ci/run", ...listFiles(tree, /\.sh$/)];
  for (const path of scripts) {
    const bash = spawnSync("bash", ["-n", join(tree.root, path)], { encoding: "utf8" });
    expect({ path, errors: bash.stderr }).toEqual({ path, errors: "" });
  }
});
