import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomFrom } from "#test/scenarios/kill-run.ts";
import { syncDirectory } from "#store/embedded/durable-file.ts";
import { makeDrive, tryDrive } from "./drive.ts";

const MIB = 1024 * 1024;
let folder: string;
let obstacle: string | undefined;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wellspring-drive-"));
  obstacle = await tryDrive(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeSynced(path: string, content: Buffer): void {
  const file = openSync(path, "w");
  writeSync(file, content);
  fsyncSync(file);
  closeSync(file);
}

/** The control of `power-cut`: the simulation does lose what nobody asked to be kept, and keeps what was. */
test("a cut keeps what was flushed, and loses what is in memory and, in random pieces, what is in the drive's cache", async (context) => {
  if (obstacle !== undefined) context.skip(`no power was cut: ${obstacle}`);
  const drive = await makeDrive(join(folder, "drive"), 96);
  try {
    const [kept, written, never, handed] = ["kept", "written", "never", "handed"].map((name) =>
      join(drive.disk, name),
    ) as [string, string, string, string];
    for (const path of [kept, written, handed]) writeSynced(path, Buffer.alloc(16 * MIB, "a"));
    syncDirectory(drive.disk);
    writeFileSync(written, Buffer.alloc(16 * MIB, "b"), { flag: "r+" });
    writeFileSync(never, Buffer.alloc(MIB, "b"));
    // Past the memory of the file system and into the drive's, which nobody tells to flush.
    const from = join(folder, "b");
    writeFileSync(from, Buffer.alloc(16 * MIB, "b"));
    execFileSync("dd", [`if=${from}`, `of=${handed}`, "bs=8k", "oflag=direct", "conv=notrunc"], {
      stdio: "ignore",
    });
    expect(readFileSync(handed).equals(readFileSync(from))).toBe(true);
    drive.cut(randomFrom(1));
    await drive.restore();
    expect(readFileSync(kept).equals(Buffer.alloc(16 * MIB, "a"))).toBe(true);
    expect(readFileSync(written).equals(Buffer.alloc(16 * MIB, "a"))).toBe(true);
    expect(existsSync(never) ? statSync(never).size : 0).toBeLessThan(MIB);
    const found = readFileSync(handed);
    const pieces = Array.from({ length: 16 * 256 }, (_, page) =>
      found.subarray(page * 4096, page * 4096 + 1).toString(),
    );
    expect(new Set(pieces)).toEqual(new Set(["a", "b"]));
  } finally {
    await drive.remove();
  }
});
