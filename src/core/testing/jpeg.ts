/** What a JPEG of a test is made of; everything is left out unless said. */
export interface JpegPart {
  readonly width?: number;
  readonly height?: number;
  /** Marker of its frame: 0xc0, baseline, unless said. */
  readonly frame?: number;
  /** Further segments after the first, each a marker and what it carries. */
  readonly segments?: readonly (readonly [marker: number, text: string])[];
  /** Bytes of its scan. */
  readonly scanBytes?: number;
}

/** A segment: its marker, its length and what it carries. */
function segment(marker: number, content: readonly number[]): number[] {
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...content];
}

function bytesOf(text: string): number[] {
  return Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
}

/** A JPEG whose parts are in order; what its scan encodes is nothing. */
export function makeJpeg(part: JpegPart = {}): Uint8Array<ArrayBuffer> {
  const { width = 40, height = 30, frame = 0xc0, segments = [], scanBytes = 10 } = part;
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xe0, [...bytesOf("JFIF\0"), 1, 2, 0, 0, 1, 0, 1, 0, 0]),
    ...segments.flatMap(([marker, text]) => segment(marker, bytesOf(text))),
    ...segment(frame, [8, ...size, 1, 1, 0x11, 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    // Among the codes of a scan: a byte FF, and a restart.
    0xff,
    0,
    0xff,
    0xd3,
    ...Array.from({ length: scanBytes }, () => 7),
    0xff,
    0xd9,
  ]);
}
