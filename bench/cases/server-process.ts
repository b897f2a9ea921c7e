import { fork, type ChildProcess } from "node:child_process";

/** A server that is asked over HTTP. */
export interface ServerProcess {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts the product's server as a process of its own, with its defaults, on the database of a home; it takes a free port. */
export async function startServer(directory: string, password: string): Promise<ServerProcess> {
  const child: ChildProcess = fork("src/server/main.ts", {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      DATABASE_URL: "",
      WELLSPRING_HOME: directory,
      HOST: "127.0.0.1",
      PORT: "0",
      // Everybody comes from an address of their own, as behind a proxy.
      WELLSPRING_TRUST_PROXY: "1",
      WELLSPRING_LOG_LEVEL: "error",
      WELLSPRING_ADMIN_PASSWORD: password,
    },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once("message", (message: { readonly url: string }) => resolve(message.url));
    child.once("exit", (code) => reject(new Error(`bench: the server ended with ${code}`)));
  });
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
