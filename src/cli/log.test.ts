import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runOnFiles } from "#test/fixtures/run-program.ts";
import { openWorld } from "#test/fixtures/world.ts";
import {
  type Download,
  download,
  makeOffers,
  makeOtherKey,
  writeDownload,
} from "#test/ledger-log/publish.ts";

/** The command as its users run it: on a folder, and on an address; no database is there. */
let directory: string;
let folder: string;
let files: Download;
let key: string;
let server: Server;
let address: string;

beforeAll(async () => {
  const world = await openWorld();
  directory = mkdtempSync(join(tmpdir(), "wellspring-verify-"));
  folder = join(directory, "log");
  await makeOffers(world, 5);
  files = await download({ ...world.context, logKeys: { directory: join(directory, "keys"), host: null } });
  await world.drop();
  writeDownload(files, folder);
  const [first] = JSON.parse(readFileSync(join(folder, "keys"), "utf8")) as [{ key: string }];
  key = first.key;
  let asked = 0;
  server = createServer((request, answer) => {
    asked += 1;
    // Every fourth time it is busy.
    if (asked % 4 === 0) return answer.writeHead(429, { "retry-after": "1" }).end();
    const found = files.get(request.url?.replace(/^\/(?:mirror|api\/v1\/ledger\/log)\//, "") ?? "");
    return answer.writeHead(found === undefined ? 404 : 200).end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on a port
  address = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

describe("wellspring ledger verify", () => {
  test("says yes of a folder, and what it rests on", async () => {
    const ran = await runOnFiles("ledger", "verify", folder, "--key", key, "--since", folder);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("Yes: 5 entries with 5 movements of 5 supplies fit");
    expect(ran.out).toContain(`Signed by a key that you trust, or that it vouches for: ${key}`);
    expect(ran.out).toContain("It extends the earlier log of 5 entries.");
  });

  test("shows what the entries add up to", async () => {
    const ran = await runOnFiles("ledger", "verify", folder, "--figures");
    expect(ran.out).toMatch(/^item +scenario +pledged +agreed/m);
    expect(ran.out).toMatch(/^medical_mask +– +15 +0 /m);
  });

  test("warns where nobody vouches for the key, and nothing earlier was compared", async () => {
    const ran = await runOnFiles("ledger", "verify", folder);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("which nobody vouched for");
    expect(ran.out).toContain("Not compared with an earlier log");
  });

  test.each(["", "/", "/mirror/", "/mirror/checkpoint", "/api/v1/ledger/log"])(
    "reads a log over HTTP, at the address%s, and waits for a server that is busy",
    async (path) => {
      const ran = await runOnFiles("ledger", "verify", `${address}${path}`, "--key", key, "--json");
      expect(ran.code).toBe(0);
      expect(JSON.parse(ran.out)).toMatchObject({ fits: true, entries: 5, isTrusted: true });
    },
  );

  test("names the first entry that does not fit, on standard output, and ends with 2", async () => {
    const tampered = join(directory, "tampered");
    writeDownload(files, tampered);
    const bundle = join(tampered, "tile/entries/000.p/5");
    writeFileSync(bundle, readFileSync(bundle, "latin1").replace('"quantity":3', '"quantity":9'), "latin1");
    const ran = await runOnFiles("ledger", "verify", tampered, "--key", key);
    expect(ran.code).toBe(2);
    expect(ran.out).toMatch(/^No: \S+ does not hold at position 3 \([0-9a-f-]{36}\)\.\n/);
    expect(ran.out).toContain("tile/entries/000.p/5: the entry is not the one that was signed");
    expect(ran.out).toContain("[leaf_differs]");
  });

  test("compares with an earlier checkpoint file", async () => {
    const earlier = join(directory, "checkpoint.old");
    writeFileSync(earlier, readFileSync(join(folder, "checkpoint")));
    expect((await runOnFiles("ledger", "verify", folder, "--since", earlier)).out).toContain("It extends");
    appendFileSync(earlier, "— x AAAA\n");
    const ran = await runOnFiles("ledger", "verify", folder, "--since", earlier, "--json");
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.out)).toMatchObject({
      fits: false,
      fault: { rule: "note_malformed", path: "--since" },
    });
  });

  test("says that it is the earlier download that was damaged, where it is", async () => {
    const earlier = join(directory, "earlier");
    writeDownload(files, earlier);
    rmSync(join(earlier, "tile/0"), { recursive: true });
    const ran = await runOnFiles("ledger", "verify", folder, "--since", earlier);
    expect(ran.code).toBe(2);
    expect(ran.out).toBe(
      `No: ${folder} cannot be held to the earlier log at position 1.\n` +
        "--since/tile/0/000.p/5: is not there; the log itself fits, and extends the earlier checkpoint [file_missing]\n",
    );
  });

  test.each([
    ["another key", ["--key", makeOtherKey()], "wrong_key"],
    ["no key", ["--key", "abc"], "key_malformed"],
    ["another origin", ["--origin", "example.org/log"], "wrong_origin"],
  ])("refuses %s", async (_what, options, rule) => {
    const ran = await runOnFiles("ledger", "verify", folder, ...options, "--json");
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.out)).toMatchObject({ fits: false, fault: { rule } });
  });

  test("tells what cannot be read at all", async () => {
    const missing = await runOnFiles("ledger", "verify", join(directory, "missing"));
    expect(missing).toMatchObject({ code: 2, out: "" });
    expect(missing.err).toContain("this is neither a folder nor an address");
    const earlier = await runOnFiles("ledger", "verify", folder, "--since", join(directory, "missing"));
    expect(earlier.err).toContain("there is no such file or folder");
    const empty = await runOnFiles("ledger", "verify", directory, "--json");
    expect(JSON.parse(empty.out)).toMatchObject({
      fits: false,
      fault: { rule: "file_missing", path: "checkpoint" },
    });
    const gone = await runOnFiles("ledger", "verify", "http://127.0.0.1:1");
    expect(gone.code).toBe(1);
  });
});
