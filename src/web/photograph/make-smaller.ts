import { dropPersonal, readJpeg } from "#core/receipt/jpeg.ts";
import { PHOTOGRAPH_BYTES_MAX, SENT_BYTES_MAX, SENT_SIDE_MAX } from "#core/receipt/photograph.ts";

/** The file is no picture that this browser can draw (HEIC in most browsers), or holds none. */
export class UnreadablePictureError extends Error {}

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Draws the picture in a size and gives it as JPEG; `quality` 0 to 1. */
export type Encode = (size: Size, quality: number) => Promise<Uint8Array<ArrayBuffer>>;

/** The size within a square of `side` pixels, in the same proportion; as it is where it fits. Never less than a pixel. */
export function fitInto({ width, height }: Size, side: number): Size {
  const share = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}

const QUALITIES = [0.85, 0.7, 0.55, 0.4] as const;
const SIDES = [SENT_SIDE_MAX, 1200, 900, 600] as const;

/**
 * The best of the picture within {@link SENT_BYTES_MAX} bytes: large and coarse before small and fine, since what is photographed is a
 * label or a dent. A picture that no size makes small enough is given in the smallest.
 */
export async function encodeWithin(whole: Size, encode: Encode): Promise<Uint8Array<ArrayBuffer>> {
  let smallest: Uint8Array<ArrayBuffer> | null = null;
  for (const side of SIDES) {
    for (const quality of QUALITIES) {
      smallest = await encode(fitInto(whole, side), quality);
      if (smallest.length <= SENT_BYTES_MAX) return smallest;
    }
  }
  if (smallest === null || smallest.length > PHOTOGRAPH_BYTES_MAX)
    throw new UnreadablePictureError("too large");
  return smallest;
}

/**
 * A file of the camera or the device as a JPEG of at most {@link SENT_SIDE_MAX} pixels and {@link SENT_BYTES_MAX} bytes, drawn anew on
 * this device: nothing of place, device or person that the file told beside its picture is in it. Throws `UnreadablePictureError`.
 */
export async function makeSmaller(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const picture = await createImageBitmap(file).catch((error: unknown) => {
    throw new UnreadablePictureError("no picture that can be drawn", { cause: error });
  });
  try {
    const drawn = await encodeWithin(picture, async (size, quality) => await draw(picture, size, quality));
    const read = readJpeg(drawn);
    if (!read.ok) throw new UnreadablePictureError("this browser writes no JPEG");
    // Some browsers add a header of their own to what they write.
    return Uint8Array.from(dropPersonal(drawn, read.value));
  } finally {
    picture.close();
  }
}

async function draw(picture: ImageBitmap, size: Size, quality: number): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext("2d");
  if (context === null) throw new UnreadablePictureError("this browser draws nothing");
  // What is transparent would turn black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, size.width, size.height);
  context.drawImage(picture, 0, 0, size.width, size.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  if (blob === null) throw new UnreadablePictureError("this browser writes no JPEG");
  return new Uint8Array(await blob.arrayBuffer());
}
