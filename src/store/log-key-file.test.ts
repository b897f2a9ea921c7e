import { spawnSync } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKeyFile, writeKeyFile } from "./log-key-file.ts";

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), "wellspring-keys-"));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const ownerOf = (...path: string[]): number => statSync(join(parent, ...path)).uid;

test("a file is written for its owner alone, in a directory made for its owner alone", async () => {
  const directory = join(parent, "own", "keys");
  await writeKeyFile(directory, "a", "text");
  expect(readKeyFile(directory, "a")).toBe("text");
  expect(readKeyFile(directory, "b")).toBeUndefined();
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, "a")).mode & 0o777).toBe(0o600);
});

describe.skipIf(!isRoot)("where root works beside another user", () => {
  test("a directory that is there stays whose it is, and what is written in it is that user's", async () => {
    for (const [name, owner, ofParent] of [
      ["root's", 0, NOBODY],
      ["nobody's", NOBODY, 0],
    ] as const) {
      mkdirSync(join(parent, name, "keys"), { recursive: true });
      chownSync(join(parent, name), ofParent, ofParent);
      chownSync(join(parent, name, "keys"), owner, owner);
      await writeKeyFile(join(parent, name, "keys"), "a", "text");
      expect([ownerOf(name, "keys"), ownerOf(name, "keys", "a")]).toEqual([owner, owner]);
    }
  });

  test("directories that are missing are made for the owner of the one that is there", async () => {
    mkdirSync(join(parent, "home"));
    chownSync(join(parent, "home"), NOBODY, NOBODY);
    await writeKeyFile(join(parent, "home", "deep", "keys"), "a", "text");
    const paths = [["deep"], ["deep", "keys"], ["deep", "keys", "a"]];
    expect(paths.map((path) => ownerOf("home", ...path))).toEqual([NOBODY, NOBODY, NOBODY]);
  });

  test("a file that is closed to the reader is told, not taken for one that is missing", async () => {
    const directory = join(parent, "closed");
    await writeKeyFile(directory, "a.signed", "text");
    const module = join(import.meta.dirname, "log-key-file.ts");
    // The program itself may lie where only its owner looks: it becomes another user once it has been read.
    const code = `import { readKeyFile } from ${JSON.stringify(module)};
      process.setgid(${NOBODY}); process.setuid(${NOBODY});
      try { console.log(readKeyFile(${JSON.stringify(directory)}, "a.signed")); } catch (error) { console.log(error.code); }`;
    const read = spawnSync(process.execPath, ["--input-type=module", "--eval", code], { encoding: "utf8" });
    expect(read.stdout.trim()).toBe("EACCES");
  });
});
