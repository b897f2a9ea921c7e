import type { AddressInfo } from "node:net";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, POOL_SIZE, type TestServer } from "#test/open-server.ts";

let server: TestServer;
let port: number;

beforeAll(async () => {
  server = await openTestServer({
    limits: {
      headWithinMs: 200,
      requestWithinMs: 400,
      lookEveryMs: 20,
      stalledMs: 300,
      answerWithinMs: 600_000,
    },
  });
  await server.app.listen({ host: "127.0.0.1", port: 0 });
  port = (server.app.server.address() as AddressInfo).port; // a port, never a pipe
});
afterAll(async () => await server.close());

/** A connection, what came on it, and its end. */
async function open() {
  const socket: Socket = connect(port, "127.0.0.1");
  let text = "";
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined); // being cut off is what is waited for
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  const listen = () => socket.on("data", (chunk) => (text += String(chunk)));
  return { socket, ended, listen, read: () => text };
}

const readParties = async () => (await server.app.inject({ url: "/api/v1/parties?limit=1" })).statusCode;

/** Sends a byte after the other for ever, until the connection is closed. */
async function trickle(socket: Socket, byte: string): Promise<void> {
  while (!socket.destroyed) {
    socket.write(byte);
    await setTimeout(10);
  }
}

test("who sends the head of a request byte by byte is cut off, however long it goes on", async () => {
  const { socket, ended, listen, read } = await open();
  listen();
  socket.write("GET /api/v1/health HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
  await Promise.all([trickle(socket, "a"), ended]);
  expect(read()).toMatch(/^HTTP\/1\.1 408 /);
});

test("so is who sends the body byte by byte, and everybody else is served meanwhile", async () => {
  const { socket, ended, listen, read } = await open();
  listen();
  socket.write(
    "POST /api/auth/sign-in/email HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 16000\r\n\r\n",
  );
  const trickling = trickle(socket, " ");
  await expect.poll(readParties).toBe(200);
  await Promise.all([trickling, ended]);
  // On a machine that is late it may have been turned away as one too many; it was never handled.
  expect(read()).toMatch(/^(HTTP\/1\.1 (408|503) |$)/);
});

test("who takes no answer holds no connection to the database, and is cut off", async () => {
  const ask = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
  // Answers from the database, and far more of them than fits on the way to somebody who does not read.
  const requests = (ask("/api/v1/parties?limit=200") + ask("/api/v1/openapi.json")).repeat(60);
  const accepted = new Map<number | undefined, Socket>();
  server.app.server.on("connection", (socket) => accepted.set(socket.remotePort, socket));
  const readers = await Promise.all(Array.from({ length: POOL_SIZE * 2 }, open));
  const ports = readers.map(({ socket }) => socket.localPort);
  for (const { socket } of readers) socket.pause().write(requests);
  const isAtRest = async (): Promise<boolean> => {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return (
      /connections\{state="busy"\} 0\n/.test(metrics) && /connections\{state="waiting"\} 0\n/.test(metrics)
    );
  };
  await expect.poll(isAtRest).toBe(true);
  await expect.poll(readParties).toBe(200);
  const isCutOff = (): boolean => ports.every((one) => accepted.get(one)?.destroyed === true);
  await expect.poll(isCutOff).toBe(true);
  for (const { socket } of readers) socket.destroy();
});
