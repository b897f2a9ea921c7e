import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { beforeAll, expect, test } from "vitest";
import { type BarcodeShape, encodeBarcode } from "./encode-barcode.ts";

beforeAll(async () => {
  const path = fileURLToPath(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm"));
  const wasmBinary = new Uint8Array(await readFile(path)).buffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
});

/** Dots of a module, and modules of white around the symbol. */
const DOTS = 4;
const QUIET = 10;
/** Modules that a linear code is drawn high. */
const BARS_HIGH = 40;

/** The symbol as a picture, as a camera would see it: black on white, one byte a colour. */
function picture(shape: BarcodeShape) {
  const stretch = shape.height === 1 ? BARS_HIGH : 1;
  const width = (shape.width + 2 * QUIET) * DOTS;
  const height = (shape.height * stretch + 2 * QUIET) * DOTS;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const bar of shape.bars) {
    const [left, right] = [(QUIET + bar.x) * DOTS, (QUIET + bar.x + bar.width) * DOTS];
    const [top, bottom] = [(QUIET + bar.y) * DOTS, (QUIET + bar.y + bar.height * stretch) * DOTS];
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { data, width, height, colorSpace: "srgb" } as const;
}

const GS = "\u001D";

test.each([
  ["gs1-128", "(00)106141412345678908", "00106141412345678908", "]C1"],
  ["gs1datamatrix", "(01)04012345123456(17)270331(10)A/1", "010401234512345617270331" + "10A/1", "]d2"],
  ["gs1datamatrix", "(01)04012345123456", "0104012345123456", "]d2"],
  ["code128", "WS-0A1B2C3D4E", "WS-0A1B2C3D4E", "]C0"],
  [
    "qrcode",
    "https://wellspring.example.org/follow/WS-0A1B2C3D4E",
    "https://wellspring.example.org/follow/WS-0A1B2C3D4E",
    "]Q1",
  ],
] as const)("a scanner reads %s of %s back", async (symbology, text, expected, identifier) => {
  const read = await readBarcodes(picture(encodeBarcode({ symbology, text })), {
    tryHarder: true,
    textMode: "Plain",
  });
  expect(read).toHaveLength(1);
  expect(read[0]?.text.replaceAll(GS, "")).toBe(expected);
  expect(read[0]?.symbologyIdentifier.slice(0, 3)).toBe(identifier);
});

test("an SSCC with a wrong check digit is no GS1 symbol", () => {
  expect(() => encodeBarcode({ symbology: "gs1-128", text: "(00)106141412345678900" })).toThrow(/check/i);
});
