import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppContext } from "#app/context.ts";
import { proveConsistency, proveInclusion } from "#app/log/prove.ts";
import { asId } from "#core/id.ts";
import { openWorld, type World } from "#test/fixtures/world.ts";
import { type Download, download, listLeavesOf, makeOffers, textOf, writeDownload } from "./publish.ts";

/** Where Debian's golang-golang-x-mod-dev is, and the source that uses it. */
const GOPATH = "/usr/share/gocode";
const SOURCE = join(import.meta.dirname, "reader.go");
const hasGo = existsSync(join(GOPATH, "src/golang.org/x/mod/sumdb/tlog")) && existsSync("/usr/bin/go");

describe.skipIf(!hasGo)(
  "our log, read by Go's sumdb (skipped without golang-go and golang-golang-x-mod-dev)",
  () => {
    let world: World;
    let directory: string;
    let program: string;
    let context: AppContext;
    let files: Download;
    let key: string;

    beforeAll(async () => {
      world = await openWorld();
      directory = mkdtempSync(join(tmpdir(), "wellspring-other-reader-"));
      context = { ...world.context, logKeys: { directory: join(directory, "keys"), host: null } };
      await makeOffers(world, 530);
      files = await download(context);
      [{ key }] = JSON.parse(textOf(files, "keys")) as [{ key: string }];
      program = join(directory, "reader");
      const env = { ...process.env, GOPATH, GO111MODULE: "off", GOCACHE: join(directory, "cache") };
      execFileSync("go", ["build", "-o", program, SOURCE], { env });
    });
    afterAll(async () => {
      await world.drop();
      rmSync(directory, { recursive: true, force: true });
    });

    /** Writes the download and a proof of the entry at `index`, and reads both with the other program. */
    async function read(download: Download, { index, earlier }: { index: number; earlier: number }) {
      const folder = join(directory, "log");
      rmSync(folder, { recursive: true, force: true });
      writeDownload(download, folder);
      const { entry } = JSON.parse(listLeavesOf(files)[index]?.toString() ?? "{}") as { entry: string };
      const proof = await proveInclusion(context, asId<"command">(entry));
      if (!proof.ok) throw new Error(proof.refusal.code);
      const path = join(directory, "entry.tlog-proof");
      writeFileSync(path, proof.value.file);
      return spawnSync(program, [folder, key, path, String(earlier)], { encoding: "utf8" });
    }

    test.each([
      [0, 1],
      [255, 256],
      [256, 257],
      [529, 530],
      [300, 512],
    ])(
      "holds: tiles, entries, the proof of index %i, and that it extends %i entries",
      async (index, earlier) => {
        const ran = await read(files, { index, earlier });
        expect(ran.stderr).toBe("");
        const proof = await proveConsistency(context, { from: earlier, to: 530 });
        const root = proof.ok ? proof.value.fromRoot : "";
        expect(ran.stdout).toBe(`530 entries, tree of ${earlier} is ${root}\n`);
      },
    );

    test("does not hold with a byte of a tile, a bundle or the checkpoint changed", async () => {
      for (const path of ["tile/0/001", "tile/1/000.p/2", "tile/entries/002.p/18", "checkpoint"]) {
        const changed = new Map(files);
        const bytes = Uint8Array.from(files.get(path) ?? []);
        bytes[20] = (bytes[20] ?? 0) ^ 1;
        changed.set(path, bytes);
        const ran = await read(changed, { index: 0, earlier: 1 });
        expect([path, ran.status]).toEqual([path, 1]);
      }
    });
  },
);
