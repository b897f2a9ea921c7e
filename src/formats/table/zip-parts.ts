import { computeCrc32 } from "./unzip.ts";

/** A file in a zip file. */
export interface ZipPart {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LOCAL_BYTES = 30;
const ENTRY_BYTES = 46;
const END_BYTES = 22;
/** 1 January 1980, in the form of MS-DOS: the same parts give the same file, whenever it is made. */
const DOS_DAY = 0x0021;
/** APPNOTE 4.4.3: what is needed to read it. */
const VERSION = 20;

/**
 * A zip file of the parts, stored as they are (PKWARE APPNOTE 6.3.10, method 0, without ZIP64). Names are ASCII. Reading it by
 * `unzip` gives the same parts. O(bytes).
 */
export function zipParts(parts: readonly ZipPart[]): Uint8Array<ArrayBuffer> {
  const named = parts.map((part) => ({ ...part, ascii: Uint8Array.from(part.name, (c) => c.charCodeAt(0)) }));
  const dataBytes = named.reduce(
    (sum, { ascii, bytes }) => sum + LOCAL_BYTES + ascii.length + bytes.length,
    0,
  );
  const entryBytes = named.reduce((sum, { ascii }) => sum + ENTRY_BYTES + ascii.length, 0);
  const zip = new Uint8Array(dataBytes + entryBytes + END_BYTES);
  const view = new DataView(zip.buffer);
  let offset = 0;
  let entry = dataBytes;
  for (const { ascii, bytes } of named) {
    const local = offset;
    // What both headers say of a part, from the version on; the central one stands two bytes later.
    const describe = (at: number): void => {
      view.setUint16(at, VERSION, true);
      view.setUint16(at + 8, DOS_DAY, true);
      view.setUint32(at + 10, computeCrc32(bytes), true);
      view.setUint32(at + 14, bytes.length, true);
      view.setUint32(at + 18, bytes.length, true);
      view.setUint16(at + 22, ascii.length, true);
    };
    view.setUint32(offset, 0x04034b50, true);
    describe(offset + 4);
    zip.set(ascii, offset + LOCAL_BYTES);
    zip.set(bytes, offset + LOCAL_BYTES + ascii.length);
    offset += LOCAL_BYTES + ascii.length + bytes.length;
    view.setUint32(entry, 0x02014b50, true);
    view.setUint16(entry + 4, VERSION, true);
    describe(entry + 6);
    view.setUint32(entry + 42, local, true);
    zip.set(ascii, entry + ENTRY_BYTES);
    entry += ENTRY_BYTES + ascii.length;
  }
  view.setUint32(entry, 0x06054b50, true);
  view.setUint16(entry + 8, named.length, true);
  view.setUint16(entry + 10, named.length, true);
  view.setUint32(entry + 12, entryBytes, true);
  view.setUint32(entry + 16, dataBytes, true);
  return zip;
}

/** The bytes of a text in UTF-8 (RFC 3629). Half a surrogate pair is written as U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const found = character.codePointAt(0) ?? 0xfffd;
    const code = found >= 0xd800 && found <= 0xdfff ? 0xfffd : found;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    } else {
      const rest = [(code >> 12) & 0x3f, (code >> 6) & 0x3f, code & 0x3f].map((six) => 0x80 | six);
      bytes.push(0xf0 | (code >> 18), ...rest);
    }
  }
  return Uint8Array.from(bytes);
}
