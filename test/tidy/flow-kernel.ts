import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import asc from "assemblyscript/asc";

/** Where the steps of the network simplex method stand. */
const SOURCE = "src/planner/flow/assembly/kernel.ts";
/** Hexadecimal digits on a line: 48 bytes. */
const LINE = 96;

/**
 * Returns the text of src/planner/flow/kernel-code.ts: the WebAssembly that the pinned AssemblyScript makes of the
 * source. The same source gives the same bytes everywhere.
 */
export async function compileFlowKernel(root: string): Promise<{ text: string; byteCount: number }> {
  let bytes = new Uint8Array(0);
  const { error } = await asc.main(
    [
      join(root, SOURCE),
      "-O3",
      "--noAssert",
      "--enable",
      "simd",
      "--runtime",
      "stub",
      "--outFile",
      "kernel.wasm",
    ],
    {
      // The compiler adds the ending to what a file imports, which has it as everywhere in this repository.
      readFile: (name, folder) => {
        const file = resolve(folder, name);
        if (!existsSync(file)) return null;
        return readFileSync(file, "utf8").replaceAll(/from "(\.\/[\w-]+)\.ts"/gu, 'from "$1"');
      },
      writeFile: (_name, contents) => {
        bytes = Uint8Array.from(contents as Uint8Array);
      },
    },
  );
  if (error !== null) throw new Error(`${SOURCE} does not compile`, { cause: error });
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const lines = digits.match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  const text = [
    `/** WebAssembly of ${SOURCE.replace("src/planner/flow/", "")}, in hexadecimal; made by scripts/generate-flow-kernel.ts. */`,
    "export const KERNEL_CODE =",
    `${lines.map((line) => `  "${line}"`).join(" +\n")};`,
    "",
  ].join("\n");
  return { text, byteCount: bytes.length };
}
