/** Reads the codes that a picture shows: the text of each, a GS1 code with its symbology identifier before it (`]d2…`). */
export type CodeReader = (picture: ImageData) => Promise<readonly string[]>;

/** The codes that labels of goods, packages and papers carry, as the browser's own reader names them. */
const FORMATS = ["data_matrix", "qr_code", "code_128", "ean_13", "ean_8"];

/** The browser's own reader (Shape Detection, W3C Community Group draft): not in every browser. */
interface OwnDetector {
  readonly detect: (picture: ImageData) => Promise<readonly { readonly rawValue: string }[]>;
}
interface OwnDetectorClass {
  new (options: { readonly formats: readonly string[] }): OwnDetector;
  readonly getSupportedFormats: () => Promise<readonly string[]>;
}

let opened: Promise<CodeReader> | undefined;

/**
 * The reader of this browser, else one that comes from our own server: a file of 950 kB (410 kB over the line) that is kept on the device.
 * Throws where that cannot be had; asked again, it tries again. Pictures never leave the device.
 */
export async function openReader(): Promise<CodeReader> {
  opened ??= openNow().catch((error: unknown) => {
    opened = undefined;
    throw new Error("no reader of codes", { cause: error });
  });
  return await opened;
}

async function openNow(): Promise<CodeReader> {
  return (await findOwnReader()) ?? (await loadReader());
}

async function findOwnReader(): Promise<CodeReader | undefined> {
  if (!("BarcodeDetector" in window)) return undefined;
  const Detector = window.BarcodeDetector as OwnDetectorClass; // as its draft describes it
  const supported = await Detector.getSupportedFormats();
  if (FORMATS.some((format) => !supported.includes(format))) return undefined;
  const detector = new Detector({ formats: FORMATS });
  return async (picture) => (await detector.detect(picture)).map(({ rawValue }) => rawValue);
}

async function loadReader(): Promise<CodeReader> {
  const [{ prepareZXingModule, readBarcodes }, { default: address }] = await Promise.all([
    import("zxing-wasm/reader"),
    import("zxing-wasm/reader/zxing_reader.wasm?url"),
  ]);
  await prepareZXingModule({ overrides: { locateFile: () => address }, fireImmediately: true });
  return async (picture) => {
    const found = await readBarcodes(picture, {
      formats: ["DataMatrix", "QRCode", "Code128", "EAN13", "EAN8", "DataBar"],
      textMode: "Plain",
      maxNumberOfSymbols: 8,
    });
    return found
      .filter(({ isValid }) => isValid)
      .map(({ text, contentType, symbologyIdentifier }) =>
        contentType === "GS1" ? symbologyIdentifier + text : text,
      );
  };
}
