import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";

/** The way to a database, which can be cut and mended. */
export interface Way {
  /** The database's address by this way. */
  readonly url: string;
  /** Breaks every connection and takes none, as when the database or the way to it is gone. */
  readonly cut: () => Promise<void>;
  readonly mend: () => Promise<void>;
}

/** Opens a way to the database at `url`, on a free port of the loopback address. */
export async function openWay(url: string): Promise<Way> {
  const target = new URL(url);
  const directory = target.searchParams.get("host");
  const port = Number(target.searchParams.get("port") ?? (target.port || "5432"));
  const toDatabase = (): Socket =>
    directory === null
      ? connect(port, target.hostname)
      : connect(directory.startsWith("/") ? `${directory}/.s.PGSQL.${port}` : `${directory}:${port}`);
  const sockets = new Set<Socket>();
  let server: Server;
  const listen = async (at: number): Promise<number> => {
    server = createServer((near) => {
      const far = toDatabase();
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.on("error", () => to.destroy());
        from.on("close", () => to.destroy());
        from.pipe(to);
      }
    });
    await new Promise<void>((resolve) => server.listen(at, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port; // a port, never a pipe
  };
  const own = await listen(0);
  const by = new URL(url);
  by.searchParams.delete("host");
  by.searchParams.delete("port");
  by.hostname = "127.0.0.1";
  by.port = String(own);
  return {
    url: by.href,
    cut: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await closed;
    },
    mend: async () => {
      await listen(own);
    },
  };
}
