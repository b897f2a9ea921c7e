import { openReader } from "./open-reader.ts";

/** Pixels of the longer side in which a code is looked for: few first, as small codes are found in many, and slowly. */
const SIDES = [1000, 2400];

/** The texts of the codes in a picture from a file. Throws where the file is no picture that the browser can draw. */
export async function readPicture(file: Blob): Promise<readonly string[]> {
  const read = await openReader();
  const picture = await createImageBitmap(file);
  try {
    for (const side of SIDES) {
      const found = await read(drawPixels(picture, { width: picture.width, height: picture.height }, side));
      if (found.length > 0) return found;
    }
    return [];
  } finally {
    picture.close();
  }
}

/** The pixels of a picture, its longer side at most `side` long, on white: codes are often drawn on nothing. */
export function drawPixels(
  picture: CanvasImageSource,
  { width, height }: { readonly width: number; readonly height: number },
  side: number,
): ImageData {
  const scale = Math.min(1, side / Math.max(width, height, 1));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("the browser draws no pictures");
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
