/** Letters of base64url (RFC 4648, section 5) in the order of their values. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Separates the parts inside a cursor; no id, code or instant contains it. */
const SEPARATOR = "\n";
const SEPARATOR_CODE = 10;

/**
 * An opaque cursor: where a list goes on, as base64url without padding. The parts are the sort keys of the last
 * row shown, ASCII without control characters. Throws `RangeError` for what is not ASCII.
 */
export function writeCursor(parts: readonly string[]): string {
  const text = parts.join(SEPARATOR);
  let bits = 0;
  let bitCount = 0;
  let cursor = "";
  for (const letter of text) {
    const code = letter.charCodeAt(0);
    if (code > 127) throw new RangeError("a cursor holds ASCII only");
    bits = ((bits << 8) | code) & 0xffff;
    bitCount += 8;
    while (bitCount >= 6) {
      bitCount -= 6;
      cursor += LETTERS.charAt((bits >> bitCount) & 63);
    }
  }
  return bitCount === 0 ? cursor : cursor + LETTERS.charAt((bits << (6 - bitCount)) & 63);
}

/** The parts of a cursor that `writeCursor` made of `partCount` parts; `undefined` for any other text. */
export function readCursor(cursor: string, partCount: number): readonly string[] | undefined {
  let bits = 0;
  let bitCount = 0;
  let text = "";
  for (const letter of cursor) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    const code = (bits >> bitCount) & 0xff;
    if (code > 126 || (code < 32 && code !== SEPARATOR_CODE)) return undefined;
    text += String.fromCharCode(code);
  }
  const parts = text.split(SEPARATOR);
  return parts.length === partCount && parts.every((part) => part !== "") ? parts : undefined;
}

/** Where a list that runs from newest to oldest goes on: after this row. */
export interface CreationKey {
  readonly createdAt: string;
  readonly id: string;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The cursor of the page after `next`; `null` where there is none. */
export function writeCreationCursor(next: CreationKey | null): string | null {
  return next === null ? null : writeCursor([next.createdAt, next.id]);
}

/** Where the movements that follow an identifier go on: after this one. */
export interface ChainKey {
  readonly recordedAt: string;
  readonly entryId: string;
  readonly lineNumber: number;
}

/** The cursor of the movements after `next`; `null` where there are none. */
export function writeChainCursor(next: ChainKey | null): string | null {
  return next === null ? null : writeCursor([next.recordedAt, next.entryId, String(next.lineNumber)]);
}

/** The movement after which a chain goes on; `undefined` for what is no cursor of one. */
export function readChainCursor(cursor: string): ChainKey | undefined {
  const [recordedAt = "", entryId = "", line = ""] = readCursor(cursor, 3) ?? [];
  if (!INSTANT.test(recordedAt) || !UUID.test(entryId) || !/^\d{1,6}$/.test(line)) return undefined;
  return { recordedAt, entryId, lineNumber: Number(line) };
}

/** Where the list of open needs goes on: after this one. */
export interface NeedCursor {
  readonly itemId: string;
  readonly leastDeveloped: boolean;
  readonly open: number;
  readonly partyCode: string;
}

/** The cursor of the needs after `next`; `null` where there are none. */
export function writeNeedCursor(next: NeedCursor | null): string | null {
  if (next === null) return null;
  const { itemId, leastDeveloped, open, partyCode } = next;
  return writeCursor([itemId, leastDeveloped ? "1" : "0", String(open), partyCode]);
}

/** The need after which a list goes on; `undefined` for what is no cursor of one. */
export function readNeedCursor(cursor: string): NeedCursor | undefined {
  const [itemId = "", least = "", open = "", partyCode = ""] = readCursor(cursor, 4) ?? [];
  if (itemId === "" || !/^[01]$/.test(least) || !/^\d{1,16}$/.test(open)) return undefined;
  return { itemId, leastDeveloped: least === "1", open: Number(open), partyCode };
}

/** The row after which a list from newest to oldest goes on; `undefined` for what is no cursor of such a list. */
export function readCreationCursor(cursor: string): CreationKey | undefined {
  const [createdAt, id] = readCursor(cursor, 2) ?? [];
  if (createdAt === undefined || id === undefined) return undefined;
  return INSTANT.test(createdAt) && UUID.test(id) ? { createdAt, id } : undefined;
}
