import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { type BuildEnvironmentOptions, defineConfig, type Plugin } from "vite";
import { listStyleRules } from "./scripts/list-style-rules.ts";

/** Puts what `write` gives in the place of the module that `isAsked` tells of its source and of who imports it. */
function inPlace(
  name: string,
  isAsked: (source: string, importer: string) => boolean,
  write: () => Promise<string> | string,
): Plugin {
  const id = `\0${name}`;
  return {
    name,
    enforce: "pre",
    resolveId: (source, importer = "") => (isAsked(source, importer) ? id : undefined),
    load: (asked) => (asked === id ? write() : undefined),
  };
}

/**
 * Gives the browser of the wire contract what its client and pages read: method and path of each operation. The schemas
 * that validate stay in the server, and with them their libraries; the types are those of the whole contract.
 */
const contractForBrowser = inPlace(
  "contract-for-browser",
  (source, importer) =>
    source === "#api/contract.ts" || (source === "./contract.ts" && importer.endsWith("/src/api/client.ts")),
  async () => {
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
);

/** Where the tables of texts are. */
const TEXTS = join(import.meta.dirname, "src/web/i18n");

/**
 * Gives the first pages those texts of each language that they need (`i18n/first-groups.ts`); all of them come with the
 * pages behind.
 */
function textsOfFirstPages(): Plugin {
  const prefix = "\0first-texts:";
  return {
    name: "texts-of-first-pages",
    enforce: "pre",
    resolveId(source, importer) {
      const [, language] = /^\.\/([a-z]{2})\.ts$/.exec(source) ?? [];
      const isFirst = importer?.endsWith("/src/web/i18n/first-texts.ts") === true;
      return language !== undefined && isFirst ? prefix + language : undefined;
    },
    async load(id) {
      if (!id.startsWith(prefix)) return undefined;
      const language = id.slice(prefix.length);
      const { isFirstKey } = await import("./src/web/i18n/first-groups.ts");
      const table = (await import(join(TEXTS, `${language}.ts`))) as Record<string, Record<string, string>>;
      const first = Object.entries(table[language] ?? {}).filter(([key]) => isFirstKey(key));
      return `export const ${language} = ${JSON.stringify(Object.fromEntries(first))};`;
    },
  };
}

/** Gives browsers the world as it is drawn, not what draws it: that is the same for everybody (`src/web/world/drawn-outlines.ts`). */
const drawnOutlines = inPlace(
  "drawn-outlines",
  (source) => source === "./drawn-outlines.ts",
  async () => {
    const { drawOutlines, DRAWN_WIDTH, TURNED } = await import("./src/web/world/drawn-outlines.ts");
    return [
      `export const DRAWN_WIDTH = ${DRAWN_WIDTH};`,
      `export const TURNED = ${TURNED};`,
      `export const drawOutlines = () => JSON.parse(${JSON.stringify(JSON.stringify(drawOutlines()))});`,
    ].join("\n");
  },
);

/** Bytes below which a file goes as it is. */
const COMPRESSED_MIN = 1024;

/** Puts beside each built file what goes over the line instead of it: `.br` (RFC 7932), and `.gz` for who cannot read that. */
function compressBuilt(): Plugin {
  return {
    name: "compress-built",
    apply: "build",
    applyToEnvironment: ({ name }) => name === "client",
    writeBundle({ dir = "" }, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        const bytes = Buffer.from(file.type === "chunk" ? file.code : file.source);
        if (bytes.length < COMPRESSED_MIN) continue;
        // The highest quality takes three times as long, for one part in sixty.
        const params = { [constants.BROTLI_PARAM_QUALITY]: 10 };
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(bytes, { params }));
        writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

/** Lists the rules of the style sheets beside the manifest, for pages that the server draws (src/server/page-template.ts). */
function listStyles(): Plugin {
  return {
    name: "list-styles",
    apply: "build",
    applyToEnvironment: ({ name }) => name === "client",
    writeBundle({ dir = "" }, bundle) {
      const sheets = Object.values(bundle).filter(({ fileName }) => fileName.endsWith(".css"));
      const rules = sheets.map((file) => [
        file.fileName,
        file.type === "asset" ? listStyleRules(String(file.source)) : [],
      ]);
      writeFileSync(join(dir, ".vite/style-rules.json"), JSON.stringify(Object.fromEntries(rules)));
    },
  };
}

/** What the first page draws, beside what all pages do: one file. */
const FIRST =
  /@mantine.core.esm.components.(ActionIcon|Anchor)|src.web.(statement|picture|display.(scenario-choice|marks|states|scroll-table|page-title|word)|recall.(recall-notices|use-recall-words)|waiting.waiting-store|server.(connection|reference|me))/;

/** Parts of libraries that many pages need, but not the first. */
const LATER =
  /@mantine.core.esm.components.(Checkbox|Fieldset|Combobox|Popover|ScrollArea|Select|Portal)|@floating-ui|node_modules.(uuid|temporal-)/;

/**
 * Leaves out a part of the library's tables that no page uses: it brings with it what places menus and draws scroll bars,
 * 25 kB of the first page that only the choice of an item needs.
 */
const withoutScrollContainer = inPlace(
  "without-scroll-container",
  (source) => source === "./TableScrollContainer.mjs",
  () => 'export function TableScrollContainer() { throw new Error("left out by vite.config.ts"); }',
);

/** How the files are cut that browsers load. */
const FOR_BROWSERS: BuildEnvironmentOptions = {
  // What each page loads, for the check of their weights (docs/WEIGHTS.md), and for who tells browsers of it.
  manifest: true,
  rolldownOptions: {
    output: {
      // What most pages need comes in few files: each of its own, a first visit asked for 38, one round trip after another.
      codeSplitting: {
        groups: [
          { name: "map", test: /node_modules.(d3-geo|topojson)/ },
          { name: "react", test: /node_modules.(react|react-dom|scheduler)[/\\]/ },
          { name: "library", test: (id) => /node_modules/.test(id) && !LATER.test(id), minShareCount: 8 },
          { name: "first", test: FIRST },
          { name: "days", test: /node_modules.temporal-|src.core.time/ },
          { name: "parts", test: /src.(web.(display|server|frame)|core|api)/, minShareCount: 8 },
        ],
      },
    },
  },
};

/**
 * Builds beside the browsers' files what the server draws first pages with: `drawn/draw-page.mjs`, with every library in it, for
 * src/server/drawn-pages.ts.
 */
function buildForServer(): Plugin {
  return {
    name: "build-for-server",
    config: ({ build }) => ({
      environments: {
        server: {
          consumer: "server",
          // A bundle for production, whatever the server's own environment says.
          define: { "process.env.NODE_ENV": JSON.stringify(process.env["NODE_ENV"] ?? "production") },
          resolve: { noExternal: true },
          build: {
            outDir: join(build?.outDir ?? OUT, "drawn"),
            copyPublicDir: false,
            rolldownOptions: {
              input: join(import.meta.dirname, "src/web/drawn/draw-page.tsx"),
              output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
            },
          },
        },
      },
    }),
  };
}

/** Where the pages are built, as seen from their sources. */
const OUT = "../../dist/web";

/** The pages: built to dist/web, which the server serves; in development the interface comes from a running server. */
export default defineConfig({
  root: "src/web",
  plugins: [
    contractForBrowser,
    textsOfFirstPages(),
    drawnOutlines,
    withoutScrollContainer,
    react(),
    compressBuilt(),
    listStyles(),
    buildForServer(),
  ],
  build: { outDir: OUT, emptyOutDir: true, target: "es2022" },
  environments: { client: { build: FOR_BROWSERS } },
  builder: {
    // One after the other: the first empties the folder.
    buildApp: async (builder) => {
      const { client, server } = builder.environments;
      for (const environment of [client, server]) {
        if (environment !== undefined) await builder.build(environment);
      }
    },
  },
  server: { proxy: { "/api": process.env["WELLSPRING_ORIGIN"] ?? "http://127.0.0.1:8080" } },
});
