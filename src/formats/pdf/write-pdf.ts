import type { DocumentContent } from "#core/document/content.ts";
import { drawLabels } from "./draw-labels.ts";
import { drawSheet } from "./draw-sheet.ts";
import { openPdf } from "./open-pdf.ts";
import type { FontFiles } from "./typesetter.ts";

/**
 * The document as a PDF: tagged, with title and language, its fonts embedded as far as they are used. The same content, date and
 * fonts give the same bytes. `pause` is awaited between parts, so that a long document keeps nobody else waiting.
 */
export async function writePdf(
  content: DocumentContent,
  {
    created,
    fonts,
    pause,
  }: { readonly created: Date; readonly fonts: FontFiles; readonly pause: () => Promise<void> },
): Promise<Uint8Array<ArrayBuffer>> {
  const title = `${content.number} ${content.title.join(" / ")}`;
  const pdf = openPdf({ title, language: content.languages[0] ?? "en", created }, fonts);
  const drawing = content.kind === "sheet" ? drawSheet(pdf, content) : drawLabels(pdf, content);
  while (drawing.next().done !== true) await pause();
  return await pdf.finish();
}
