/**
 * Inflates raw DEFLATE data (RFC 1951) and returns at most `sizeMax` bytes; throws where the data is broken or
 * gives more. Node's `inflateRawSync(deflated, { maxOutputLength: sizeMax })` is one. It is a parameter because
 * pure code has no inflater, and because the bound must hold while inflating, not after.
 */
export type InflateRaw = (deflated: Uint8Array, sizeMax: number) => Uint8Array;

/** What cannot be unzipped, and why. `code` is the rule of the problem that is reported. */
export type UnzipFailure = {
  readonly code: "file_cut_off" | "broken_zip" | "zip_too_large" | "encrypted_file";
  readonly facts?: Readonly<Record<string, string | number>>;
};

/** The parts of a zip file: names, and a way to read one of them. */
export interface ZipParts {
  readonly names: ReadonlySet<string>;
  /** The bytes of a part, or why they cannot be read. Throws for a name that is not in `names`. */
  readonly read: (name: string) => Uint8Array | UnzipFailure;
}

interface Entry {
  readonly method: number;
  readonly crc: number;
  readonly deflatedBytes: number;
  readonly inflatedBytes: number;
  readonly localOffset: number;
}

/** More parts than a workbook of any size has; a directory that says more is an attack or damage. */
const PART_COUNT_MAX = 10_000;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;

/**
 * Returns the parts of a zip file (PKWARE APPNOTE 6.3.10, without ZIP64, encryption and splitting), or why it
 * cannot be read. Sizes come from the central directory; what is read may in all be `inflatedBytesMax` large,
 * which is checked before a part is inflated and held by the inflater while it works. The size and the CRC-32 of
 * every part read are checked.
 */
export function unzip(
  bytes: Uint8Array,
  options: { readonly inflateRaw: InflateRaw; readonly inflatedBytesMax: number },
): ZipParts | UnzipFailure {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === undefined) return { code: "file_cut_off", facts: { reason: "the zip directory is missing" } };
  const count = view.getUint16(end + 10, true);
  const directoryBytes = view.getUint32(end + 12, true);
  const directory = view.getUint32(end + 16, true);
  if (count > PART_COUNT_MAX || directory + directoryBytes > end) return { code: "broken_zip" };
  const entries = new Map<string, Entry>();
  let offset = directory;
  for (let index = 0; index < count; index += 1) {
    if (offset + ENTRY_BYTES > end || view.getUint32(offset, true) !== 0x02014b50)
      return { code: "broken_zip" };
    if ((view.getUint16(offset + 8, true) & 1) === 1) return { code: "encrypted_file" };
    const nameLength = view.getUint16(offset + 28, true);
    const name = String.fromCharCode(
      ...bytes.subarray(offset + ENTRY_BYTES, offset + ENTRY_BYTES + nameLength),
    );
    if (entries.has(name.toLowerCase()))
      return { code: "broken_zip", facts: { reason: "a part is there twice" } };
    entries.set(name.toLowerCase(), {
      method: view.getUint16(offset + 10, true),
      crc: view.getUint32(offset + 16, true),
      deflatedBytes: view.getUint32(offset + 20, true),
      inflatedBytes: view.getUint32(offset + 24, true),
      localOffset: view.getUint32(offset + 42, true),
    });
    offset +=
      ENTRY_BYTES + nameLength + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
  }
  let leftBytes = options.inflatedBytesMax;
  return {
    names: new Set(entries.keys()),
    read: (name) => {
      const entry = entries.get(name);
      if (entry === undefined) throw new RangeError(`the zip file has no part ${name.slice(0, 80)}`);
      if (entry.inflatedBytes > leftBytes) {
        return {
          code: "zip_too_large",
          facts: { found: entry.inflatedBytes, max: options.inflatedBytesMax },
        };
      }
      leftBytes -= entry.inflatedBytes;
      return readEntry(bytes, entry, options.inflateRaw);
    },
  };
}

/** The offset of the end record; it is the last thing in the file but for a comment of at most 65,535 bytes. */
function findEnd(view: DataView): number | undefined {
  const lowest = Math.max(0, view.byteLength - END_BYTES - 0xffff);
  for (let offset = view.byteLength - END_BYTES; offset >= lowest; offset -= 1) {
    if (view.getUint32(offset, true) === 0x06054b50) return offset;
  }
  return undefined;
}

function readEntry(bytes: Uint8Array, entry: Entry, inflateRaw: InflateRaw): Uint8Array | UnzipFailure {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const local = entry.localOffset;
  if (local + LOCAL_BYTES > bytes.length || view.getUint32(local, true) !== 0x04034b50)
    return { code: "broken_zip" };
  const start = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const stored = bytes.subarray(start, start + entry.deflatedBytes);
  if (stored.length < entry.deflatedBytes) return { code: "file_cut_off" };
  const inflated = inflateEntry(stored, entry, inflateRaw);
  if (inflated?.length !== entry.inflatedBytes || computeCrc32(inflated) !== entry.crc) {
    return { code: "broken_zip", facts: { reason: "a part does not have the size and checksum it states" } };
  }
  return inflated;
}

function inflateEntry(stored: Uint8Array, entry: Entry, inflateRaw: InflateRaw): Uint8Array | undefined {
  if (entry.method === 0) return stored;
  if (entry.method !== 8) return undefined;
  try {
    return inflateRaw(stored, Math.max(1, entry.inflatedBytes));
  } catch {
    return undefined; // damaged data, or more of it than the directory states: the caller reports a broken part
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

/** The CRC-32 of the bytes (ISO 3309, as zip uses it), 0 to 2^32 − 1. */
export function computeCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
