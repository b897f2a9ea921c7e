/** Why bytes are not taken as a picture: no whole JPEG, or one coded in a way that browsers do not show. */
export type JpegFault = "jpeg" | "jpeg_coding";

/** What the header of a JPEG says, in pixels, and which of its bytes tell of more than the picture. */
export interface JpegParts {
  readonly width: number;
  readonly height: number;
  /** Segments that are not needed to show it (Exif with place and device, XMP, comments, thumbnails): first byte, and the byte after. */
  readonly personal: readonly { readonly from: number; readonly to: number }[];
}

type Size = Pick<JpegParts, "width" | "height">;
type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly rule: JpegFault };

// Markers of ISO/IEC 10918-1 (ITU-T T.81), table B.1: each follows a byte FF.
const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;
const COMMENT = 0xfe;
const RESTARTS = { first: 0xd0, last: 0xd7 } as const;
const APPLICATION = { first: 0xe0, last: 0xef } as const;
/** Frames: baseline, extended and progressive, with Huffman codes. */
const FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];
/** Lossless, hierarchical and arithmetic frames. */
const OTHER_FRAMES: readonly number[] = [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];
/** Precision, height, width and the number of components, after a frame's length. */
const FRAME_HEAD_BYTES = 8;

/** What an application's segment has to begin with to be kept: size of pixels, colour profile, transform of colours. */
const KEPT: Readonly<Record<number, string>> = { 0xe0: "JFIF\0", 0xe2: "ICC_PROFILE\0", 0xee: "Adobe" };

/**
 * Reads a JPEG from its first byte to its last, segment by segment (ISO/IEC 10918-1, annex B; JFIF 1.02). It has to begin with SOI
 * and end with EOI, nothing after it, so that nothing else can travel in the file; with one frame, its height stated, and one scan at
 * least. What the scans encode is not decoded: that they show something is not said. Rules: `jpeg`, `jpeg_coding`.
 * Linear in the bytes.
 */
export function readJpeg(bytes: Uint8Array): Read<JpegParts> {
  if (bytes[0] !== 0xff || bytes[1] !== START) return { ok: false, rule: "jpeg" };
  const personal: { from: number; to: number }[] = [];
  let size: Size | null = null;
  let isScanned = false;
  let at = 2;
  while (at < bytes.length) {
    const segment = readSegment(bytes, at);
    if (segment === null) return { ok: false, rule: "jpeg" };
    const { marker, from, to } = segment;
    if (marker === END) {
      const isWhole = to === bytes.length && isScanned;
      if (size === null || !isWhole) return { ok: false, rule: "jpeg" };
      return { ok: true, value: { ...size, personal } };
    }
    if (OTHER_FRAMES.includes(marker)) return { ok: false, rule: "jpeg_coding" };
    if (FRAMES.includes(marker)) {
      const stated: Size | null = size === null ? readSize(bytes.subarray(from, to)) : null;
      if (stated === null) return { ok: false, rule: "jpeg" };
      size = stated;
    }
    if (isPersonal(marker, bytes.subarray(from, to))) personal.push({ from: at, to });
    isScanned ||= marker === SCAN;
    at = marker === SCAN ? findScanEnd(bytes, to) : to;
  }
  return { ok: false, rule: "jpeg" };
}

/** The bytes of a JPEG without those that {@link readJpeg} calls personal; the picture is the same to the bit. */
export function dropPersonal(bytes: Uint8Array, { personal }: Pick<JpegParts, "personal">): Uint8Array {
  const left = new Uint8Array(personal.reduce((size, { from, to }) => size - (to - from), bytes.length));
  let at = 0;
  let written = 0;
  for (const { from, to } of [...personal, { from: bytes.length, to: bytes.length }]) {
    left.set(bytes.subarray(at, from), written);
    written += from - at;
    at = to;
  }
  return left;
}

/** The marker at a place, and where what it carries begins (at its length) and ends; `null` where there is none. */
function readSegment(
  bytes: Uint8Array,
  at: number,
): { readonly marker: number; readonly from: number; readonly to: number } | null {
  if (bytes[at] !== 0xff) return null;
  let code = at + 1;
  while (bytes[code] === 0xff) code += 1; // fill bytes
  const marker = bytes[code];
  if (marker === undefined || marker < 0xc0 || marker === START) return null;
  if (marker >= RESTARTS.first && marker <= RESTARTS.last) return null;
  const from = code + 1;
  if (marker === END) return { marker, from, to: from };
  const length = readWord(bytes, from);
  const to = from + length;
  return length < 2 || to > bytes.length ? null : { marker, from, to };
}

/** Two bytes, the higher first; 0 past the end. */
function readWord(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}

/** The size that a frame states; `null` where it states none, or other samples than of 8 bits. */
function readSize(frame: Uint8Array): Size | null {
  if (frame.length < FRAME_HEAD_BYTES || frame[2] !== 8) return null;
  const height = readWord(frame, 3);
  const width = readWord(frame, 5);
  return height === 0 || width === 0 ? null : { width, height };
}

function isPersonal(marker: number, segment: Uint8Array): boolean {
  if (marker === COMMENT) return true;
  if (marker < APPLICATION.first || marker > APPLICATION.last) return false;
  const name = KEPT[marker];
  return name === undefined || !startsWith(segment.subarray(2), name);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Array.from(text).every((letter, index) => bytes[index] === letter.codePointAt(0));
}

/** Where the codes of a scan end: at the first marker that is neither a restart nor a byte FF of the codes (FF 00). */
function findScanEnd(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    const isOfScan = next === 0 || next === 0xff || (next >= RESTARTS.first && next <= RESTARTS.last);
    if (!isOfScan) return at;
  }
  return bytes.length;
}
