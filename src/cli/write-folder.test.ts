import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RefusedError } from "./output.ts";
import { appendWhole, checkFreshFolder, writeFolderWhole } from "./write-folder.ts";

let parent: string;
let directory: string;
let count = 0;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), "wellspring-folder-"));
});
beforeEach(() => {
  directory = join(parent, String((count += 1)), "files");
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const part = (path: string, text: string) => ({ path, bytes: Buffer.from(text) });

async function* listParts(then?: () => void) {
  yield await Promise.resolve(part("a.csv", "one,"));
  yield part("b.csv", "other");
  // What is under way stands beside its place.
  expect(readdirSync(join(directory, ".."))).not.toContain("files");
  then?.();
  yield part("a.csv", "two");
}

describe("a folder that is written whole", () => {
  test("has its files in its place, each of all its parts, and nothing beside it", async () => {
    await writeFolderWhole(directory, listParts());
    expect(readdirSync(directory)).toEqual(["a.csv", "b.csv"]);
    expect(readFileSync(join(directory, "a.csv"), "utf8")).toBe("one,two");
    expect(readdirSync(join(directory, ".."))).toEqual(["files"]);
  });

  test("takes the place of an empty folder", async () => {
    mkdirSync(directory, { recursive: true });
    const parts = async function* () {
      yield await Promise.resolve(part("a.csv", "one"));
    };
    await writeFolderWhole(directory, parts());
    expect(readdirSync(directory)).toEqual(["a.csv"]);
  });

  test("is written where a link leads to, and beside what another program has under way", async () => {
    const other = `${directory}.${process.pid}.part`;
    mkdirSync(directory, { recursive: true });
    mkdirSync(other);
    const link = join(directory, "..", "link");
    symlinkSync(directory, link);
    const parts = async function* () {
      yield await Promise.resolve(part("a.csv", "one"));
    };
    await writeFolderWhole(link, parts());
    expect(readdirSync(directory)).toEqual(["a.csv"]);
    expect(readdirSync(join(directory, ".."))).toEqual(["files", basename(other), "link"]);
  });

  test("is refused where there is something already, and leaves that alone", async () => {
    await writeFolderWhole(directory, listParts());
    for (const place of [directory, join(directory, "a.csv")]) {
      const refusal = {
        code: "malformed",
        problems: [{ field: "directory", value: place, rule: "empty_folder" }],
      };
      await expect(checkFreshFolder(place)).rejects.toMatchObject({ refusal });
      await expect(writeFolderWhole(place, listParts())).rejects.toBeInstanceOf(RefusedError);
    }
    expect(readFileSync(join(directory, "a.csv"), "utf8")).toBe("one,two");
  });

  test("is not there at all after a fault, in the place of an empty one neither", async () => {
    const fail = () => {
      throw new Error("the database is gone");
    };
    await expect(writeFolderWhole(directory, listParts(fail))).rejects.toThrow("the database is gone");
    expect(readdirSync(join(directory, ".."))).toEqual([]);
  });

  test("is not put over what came there meanwhile", async () => {
    const fill = () => {
      mkdirSync(directory);
      writeFileSync(join(directory, "mine"), "");
    };
    await expect(writeFolderWhole(directory, listParts(fill))).rejects.toMatchObject({ code: "ENOTEMPTY" });
    expect(readdirSync(directory)).toEqual(["mine"]);
    expect(readdirSync(join(directory, ".."))).toEqual(["files"]);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("is not there after %s", async (signal) => {
    const listeners = process.listenerCount(signal);
    const stop = () => process.emit(signal, signal);
    await expect(writeFolderWhole(directory, listParts(stop))).rejects.toThrow(`stopped by ${signal}`);
    expect(readdirSync(join(directory, ".."))).toEqual([]);
    expect(process.listenerCount(signal)).toBe(listeners);
  });

  test("tells that the disk is full, and what is left", async () => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const fail = () => {
      throw full;
    };
    await expect(writeFolderWhole(directory, listParts(fail))).rejects.toMatchObject({
      message: `the disk is full; nothing was left in ${directory}`,
      cause: full,
    });
    expect(readdirSync(join(directory, ".."))).toEqual([]);
  });
});

test.skipIf(process.platform !== "linux")(
  "a full device (/dev/full is Linux's) fails the write",
  async () => {
    const handle = await open("/dev/full", "w");
    await expect(appendWhole(handle, Buffer.from("a"))).rejects.toMatchObject({ code: "ENOSPC" });
    await handle.close();
  },
);
