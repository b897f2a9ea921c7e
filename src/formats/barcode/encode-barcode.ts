import encoder from "bwip-js/generic";
import type { Barcode } from "#core/document/content.ts";

/** A barcode as black rectangles, in modules from its top left corner; the quiet zone is not part of it. */
export interface BarcodeShape {
  readonly width: number;
  /** In modules; 1 for a linear code, whose height is the drawer's choice. */
  readonly height: number;
  readonly bars: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
}

/**
 * The bars of a symbol, by BWIPP (MIT). Throws what the encoder says of a text that the symbology cannot hold, or a GS1 element
 * string that breaks the General Specifications: callers give it checked identifiers only.
 */
export function encodeBarcode({ symbology, text }: Barcode): BarcodeShape {
  const options = symbology === "qrcode" ? { eclevel: "M" } : {};
  const [symbol] = encoder.raw({ bcid: symbology, text, ...options });
  if (symbol === undefined) throw new RangeError(`no symbol for ${symbology}`);
  return "pixs" in symbol ? readMatrix(symbol) : readBars(symbol.sbs);
}

/** Widths of bars and spaces in turn, a bar first. */
function readBars(widths: readonly number[]): BarcodeShape {
  let x = 0;
  const bars = widths.flatMap((width, place) => {
    const bar = { x, y: 0, width, height: 1 };
    x += width;
    return place % 2 === 0 ? [bar] : [];
  });
  return { width: x, height: 1, bars };
}

/** Modules row by row, 1 for black; black ones side by side become one rectangle. */
function readMatrix({
  pixs,
  pixx,
  pixy,
}: {
  readonly pixs: readonly number[];
  readonly pixx: number;
  readonly pixy: number;
}): BarcodeShape {
  const bars = [];
  for (let y = 0; y < pixy; y += 1) {
    for (let x = 0; x < pixx; x += 1) {
      if (pixs[y * pixx + x] !== 1) continue;
      const start = x;
      while (x < pixx && pixs[y * pixx + x] === 1) x += 1;
      bars.push({ x: start, y, width: x - start, height: 1 });
    }
  }
  return { width: pixx, height: pixy, bars };
}
