import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/**
 * Gives the browser of the wire contract what its client reads: method and path of each operation. The schemas
 * that validate stay in the server, and with them their libraries; the types are those of the whole contract.
 */
function contractForBrowser(): Plugin {
  const name = "\0contract-for-browser";
  return {
    name: "contract-for-browser",
    enforce: "pre",
    resolveId(source, importer) {
      return source === "./contract.ts" && importer?.endsWith("/src/api/client.ts") === true
        ? name
        : undefined;
    },
    async load(id) {
      if (id !== name) return undefined;
      const { API_PREFIX, contract } = await import("./src/api/contract.ts");
      const operations = Object.entries(contract).map(([operation, { method, path }]) => [
        operation,
        { method, path },
      ]);
      return [
        `export const API_PREFIX = ${JSON.stringify(API_PREFIX)};`,
        `export const contract = ${JSON.stringify(Object.fromEntries(operations))};`,
      ].join("\n");
    },
  };
}

/** The pages: built to dist/web, which the server serves; in development the interface comes from a running server. */
export default defineConfig({
  root: "src/web",
  plugins: [contractForBrowser(), react()],
  build: { outDir: "../../dist/web", emptyOutDir: true, target: "es2022", reportCompressedSize: true },
  server: { proxy: { "/api": process.env["WELLSPRING_ORIGIN"] ?? "http://127.0.0.1:8080" } },
});
