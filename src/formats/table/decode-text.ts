import type { Encoding } from "./table.ts";

/** A file's text, or the first byte that is not valid in its encoding. */
export type DecodedText =
  | { readonly ok: true; readonly text: string; readonly encoding: Encoding }
  | {
      readonly ok: false;
      readonly encoding: Encoding;
      /** Offset of the first byte of the sequence that is not valid, 0 = first; of the file's end where it is cut off. */
      readonly offset: number;
      readonly line: number;
      /** True where the file ends inside a character: it was cut off, not written in another encoding. */
      readonly isCutOff: boolean;
    };

/**
 * Returns the text of a file in UTF-8 (with or without byte order mark) or in UTF-16 with one; the mark is
 * not part of the text. Every other encoding shows as invalid UTF-8 and is given back with the offset and
 * line of its first bad byte: a wrong guess would turn names into other names in silence.
 *
 * Valid sequences are those of the Unicode Standard 15, table 3-7 (no overlong forms, no surrogates in UTF-8);
 * in UTF-16, surrogates must come in pairs. Time and memory grow with the size of the file.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes, "utf-16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes, "utf-16be");
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return decodeUtf8(bytes, hasMark ? 3 : 0);
}

function decodeUtf8(bytes: Uint8Array, start: number): DecodedText {
  const units = new Uint16Array(bytes.length - start);
  let unitCount = 0;
  let offset = start;
  while (offset < bytes.length) {
    const first = byteAt(bytes, offset);
    if (first < 0x80) {
      units[unitCount++] = first;
      offset += 1;
      continue;
    }
    const length = sequenceLength(first);
    const goodCount = length === 0 ? 0 : countGoodBytes(bytes, offset, length);
    if (goodCount < length || length === 0) {
      const isCutOff = length > 0 && offset + goodCount === bytes.length;
      const line = countLines(joinUnits(units.subarray(0, unitCount)));
      return { ok: false, encoding: "utf-8", offset, line, isCutOff };
    }
    let point = first & (0xff >> (length + 1));
    for (let index = 1; index < length; index += 1) {
      point = (point << 6) | (byteAt(bytes, offset + index) & 0x3f);
    }
    if (point > 0xffff) {
      units[unitCount++] = 0xd800 + ((point - 0x10000) >> 10);
      units[unitCount++] = 0xdc00 + ((point - 0x10000) & 0x3ff);
    } else units[unitCount++] = point;
    offset += length;
  }
  return { ok: true, text: joinUnits(units.subarray(0, unitCount)), encoding: "utf-8" };
}

function sequenceLength(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/** How many bytes of the sequence that begins at `offset` are valid, counting the first. */
function countGoodBytes(bytes: Uint8Array, offset: number, length: number): number {
  const first = byteAt(bytes, offset);
  for (let index = 1; index < length; index += 1) {
    if (offset + index >= bytes.length) return index;
    const next = byteAt(bytes, offset + index);
    let low = 0x80;
    let high = 0xbf;
    if (index === 1) {
      if (first === 0xe0) low = 0xa0;
      if (first === 0xed) high = 0x9f;
      if (first === 0xf0) low = 0x90;
      if (first === 0xf4) high = 0x8f;
    }
    if (next < low || next > high) return index;
  }
  return length;
}

function decodeUtf16(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be"): DecodedText {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unitCount = (bytes.length >> 1) - 1;
  const units = new Uint16Array(unitCount);
  let isHighOpen = false;
  for (let index = 0; index < unitCount; index += 1) {
    const unit = view.getUint16(index * 2 + 2, encoding === "utf-16le");
    const isLow = unit >= 0xdc00 && unit <= 0xdfff;
    if (isLow !== isHighOpen) {
      const line = countLines(joinUnits(units.subarray(0, index)));
      return { ok: false, encoding, offset: index * 2 + 2, line, isCutOff: false };
    }
    isHighOpen = unit >= 0xd800 && unit <= 0xdbff;
    units[index] = unit;
  }
  const text = joinUnits(units);
  if (isHighOpen || bytes.length % 2 === 1) {
    return { ok: false, encoding, offset: bytes.length, line: countLines(text), isCutOff: true };
  }
  return { ok: true, text, encoding };
}

function byteAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}

/** One call of String.fromCharCode takes no more arguments than the engine's stack has room for. */
const CHUNK_UNITS = 8_192;

function joinUnits(units: Uint16Array): string {
  const parts: string[] = [];
  for (let start = 0; start < units.length; start += CHUNK_UNITS) {
    parts.push(Reflect.apply(String.fromCharCode, null, units.subarray(start, start + CHUNK_UNITS)));
  }
  return parts.join("");
}

/** The line on which the end of the text stands, 1 = first; a line ends with CR LF, LF or CR. */
export function countLines(text: string): number {
  let count = 1;
  for (const _ of text.matchAll(/\r\n|\n|\r/g)) count += 1;
  return count;
}
