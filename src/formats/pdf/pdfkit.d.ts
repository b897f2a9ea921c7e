/** The part of pdfkit (MIT) that is used here: its published types bring those of Node, which this folder may not see. */
declare module "pdfkit" {
  interface TextOptions {
    readonly lineBreak: false;
    readonly baseline: "alphabetic";
  }

  class PDFDocument {
    constructor(options: {
      readonly autoFirstPage: false;
      readonly bufferPages: true;
      readonly pdfVersion: "1.7";
      readonly tagged: true;
      readonly displayTitle: true;
      readonly lang: string;
      readonly margin: 0;
      readonly info: Readonly<Record<string, string | Date>>;
    });
    on(event: "data", listener: (chunk: Uint8Array) => void): this;
    on(event: "end", listener: () => void): this;
    on(event: "error", listener: (error: Error) => void): this;
    addPage(options: { readonly size: readonly [number, number]; readonly margin: 0 }): this;
    switchToPage(page: number): this;
    registerFont(name: string, font: Uint8Array): this;
    font(name: string): this;
    fontSize(points: number): this;
    widthOfString(text: string): number;
    text(text: string, x: number, y: number, options: TextOptions): this;
    rect(x: number, y: number, width: number, height: number): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    lineWidth(points: number): this;
    fillColor(color: string): this;
    strokeColor(color: string): this;
    fill(): this;
    stroke(): this;
    struct(
      type: string,
      options?: { readonly lang?: string; readonly alt?: string },
      children?: (() => void) | readonly (() => void)[],
    ): PDFDocument.StructureElement;
    addStructure(element: PDFDocument.StructureElement): this;
    markContent(tag: "Artifact", options?: { readonly type: "Pagination" | "Layout" }): this;
    endMarkedContent(): this;
    end(): void;
  }

  namespace PDFDocument {
    interface StructureElement {
      readonly add: (child: StructureElement | (() => void)) => StructureElement;
      readonly end: () => void;
    }
  }

  export = PDFDocument;
}
