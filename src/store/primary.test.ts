import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";
import { openPool } from "./database.ts";
import { describeConnection, makeClient } from "./primary.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => await database.drop());

describe("an address", () => {
  test("with one host is left as it is", () => {
    const url = "postgresql://wellspring:SECRET@db.example.org:5433/wellspring?sslmode=require";
    expect(describeConnection(url)).toEqual({ connectionString: url });
    expect(describeConnection("postgres://a@localhost/b?host=%2Ftmp&port=1")).not.toHaveProperty("Client");
  });

  test("with several goes to any of them with the same user, database and parameters", () => {
    const { connectionString, Client } = describeConnection(
      "postgresql://wellspring:S%40CRET@one:5433,two/wellspring?sslmode=require&target_session_attrs=read-write",
    );
    expect(connectionString).toBe("postgresql://wellspring:S%40CRET@one:5433/wellspring?sslmode=require");
    expect(Client).toBeTypeOf("function");
  });

  test("for standbys is refused: the program writes", () => {
    const url = "postgresql://one,two/wellspring?target_session_attrs=standby";
    expect(() => describeConnection(url)).toThrow(/target_session_attrs=standby/);
  });
});

describe("connections to several servers", () => {
  /** The address of the tests' server behind others, on whatever it listens. */
  async function openWays(hosts: (way: string) => string) {
    const { host, port } = makeClient({ connectionString: database.url }, "test");
    const url = new URL(database.url);
    const target = host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
    const { connect } = await import("node:net");
    const server = createServer((near) => {
      const far = connect(target);
      near.on("error", () => far.destroy()).on("close", () => far.destroy());
      far.on("error", () => near.destroy()).on("close", () => near.destroy());
      near.pipe(far);
      far.pipe(near);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const way = `127.0.0.1:${(server.address() as AddressInfo).port}`; // a port, never a pipe
    const userInfo = `${url.username}${url.password === "" ? "" : `:${url.password}`}`;
    const connection = describeConnection(`postgres://${userInfo}@${hosts(way)}${url.pathname}`);
    return {
      connection,
      close: async () => await new Promise<void>((resolve) => server.close(() => resolve())),
    };
  }

  test("go to the one that takes writes, past those that are gone", async () => {
    const { connection, close } = await openWays((way) => `127.0.0.1:1,${way},127.0.0.1:1`);
    const pool = openPool(connection, { poolSize: 2 });
    const client = makeClient(connection, "test");
    try {
      const { rows } = await pool.query("select current_user as role, current_database() as name");
      expect(rows).toEqual([{ role: "wellspring_app", name: new URL(database.url).pathname.slice(1) }]);
      await client.connect();
      expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    } finally {
      await client.end();
      await pool.end();
      await close();
    }
  });

  test("fail for the moment where none takes writes, and say why of each", async () => {
    const { connection, close } = await openWays(() => "127.0.0.1:1,127.0.0.1:2");
    const pool = openPool(connection);
    await expect(pool.query("select 1")).rejects.toMatchObject({
      code: "57P03",
      message: expect.stringMatching(
        /None of the 2 database servers takes writes: .*ECONNREFUSED.*;.*ECONNREFUSED/,
      ),
    });
    await pool.end();
    await close();
  });
});
