import PDFDocument from "pdfkit";
import type { FontFiles, Typesetter } from "./typesetter.ts";
import { openTypesetter } from "./typesetter.ts";

/** What a PDF says of itself. */
export interface PdfHead {
  readonly title: string;
  /** Of its first language, BCP 47. */
  readonly language: string;
  /** The document's own date, not that of its printing: the same document is the same bytes. */
  readonly created: Date;
}

/** An open PDF: pages are added and drawn on; `finish` gives its bytes. */
export interface OpenPdf {
  readonly doc: PDFDocument;
  readonly type: Typesetter;
  readonly finish: () => Promise<Uint8Array<ArrayBuffer>>;
}

/** Begins a tagged PDF 1.7 with title and language. Fonts are embedded, of each only what is used. */
export function openPdf({ title, language, created }: PdfHead, fonts: FontFiles): OpenPdf {
  const doc = new PDFDocument({
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: "1.7",
    tagged: true,
    displayTitle: true,
    lang: language,
    margin: 0,
    info: {
      Title: title,
      Creator: "Wellspring",
      Producer: "Wellspring",
      CreationDate: created,
      ModDate: created,
    },
  });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    doc.on("data", (chunk) => void chunks.push(chunk));
    doc.on("end", resolve);
    doc.on("error", reject);
  });
  return {
    doc,
    type: openTypesetter(doc, fonts),
    finish: async () => {
      doc.end();
      await ended;
      return joinChunks(chunks);
    },
  };
}

function joinChunks(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
