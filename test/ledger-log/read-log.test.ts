import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAddress } from "#verifier/read-log.ts";

/** A server that sends what it is asked for: so many bytes of a length that it does not say, or bytes without end. */
const CHUNK = Buffer.alloc(1024, 7);
const BYTES_MAX = 4096;
let server: Server;
let address: string;
/** Chunks that the endless answer has sent. */
let sent = 0;
let isClosed: Promise<void>;

beforeAll(async () => {
  server = createServer((request, answer) => {
    const [, asked = ""] = /([^/]*)$/.exec(request.url ?? "") ?? [];
    if (asked !== "endless") return answer.end(Buffer.alloc(Number(asked), 7));
    isClosed = new Promise((resolve) => answer.on("close", () => resolve()));
    const chunks = function* () {
      for (sent = 0; !answer.destroyed; sent += 1) yield CHUNK;
    };
    return Readable.from(chunks()).pipe(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on a port
  address = `http://127.0.0.1:${port}/log`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("a file up to the bound is read whole", async () => {
  const source = openAddress(address, BYTES_MAX);
  for (const size of [0, 1, BYTES_MAX]) {
    const bytes = await source.read(String(size));
    expect(Buffer.from(bytes ?? "absent").equals(Buffer.alloc(size, 7))).toBe(true);
  }
});

test("a file beyond it is refused", async () => {
  const read = openAddress(address, BYTES_MAX).read(String(BYTES_MAX + 1));
  await expect(read).rejects.toThrow(`/log/${BYTES_MAX + 1} has more than ${BYTES_MAX} bytes`);
});

test("an answer without end is broken off at the bound, and its connection closed", async () => {
  await expect(openAddress(address, BYTES_MAX).read("endless")).rejects.toThrow("has more than 4096 bytes");
  await isClosed;
  expect(sent).toBeGreaterThan(BYTES_MAX / CHUNK.length);
}, 20_000);
