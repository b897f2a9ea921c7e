import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { FontFiles } from "#formats/pdf/typesetter.ts";

/** Noto Sans, Noto Naskh Arabic and Noto Sans Hans (OFL-1.1), as packages bring them. */
const MAIN_FILES = {
  latin: import.meta.resolve("@embedpdf/fonts-latin"),
  arabic: import.meta.resolve("@embedpdf/fonts-arabic"),
  han: import.meta.resolve("@embedpdf/fonts-sc"),
} as const;

let fonts: Promise<FontFiles> | undefined;

/** The fonts of documents, read from disk when the first document is printed and kept: eleven megabytes. */
export async function readFonts(): Promise<FontFiles> {
  fonts ??= readFiles();
  try {
    return await fonts;
  } catch (error) {
    fonts = undefined; // a disk that could not be read once is asked again
    throw new Error("the fonts of documents cannot be read", { cause: error });
  }
}

async function readFiles(): Promise<FontFiles> {
  // The packages name no file but their main one, which lies beside the folder of the fonts.
  const read = async (main: string, file: string): Promise<Uint8Array> =>
    await readFile(fileURLToPath(new URL(`../fonts/${file}`, main)));
  const [latin, latinBold, arabic, arabicBold, han] = await Promise.all([
    read(MAIN_FILES.latin, "NotoSans-Regular.ttf"),
    read(MAIN_FILES.latin, "NotoSans-Bold.ttf"),
    read(MAIN_FILES.arabic, "NotoNaskhArabic-Regular.ttf"),
    read(MAIN_FILES.arabic, "NotoNaskhArabic-Bold.ttf"),
    read(MAIN_FILES.han, "NotoSansHans-Regular.otf"),
  ]);
  return { latin, latinBold, arabic, arabicBold, han };
}
