const SPACE = 0x20;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** The fields of one line of bytes, read one after another; they are divided by spaces, tabs and the like. */
export class LineFields {
  private bytes = new Uint8Array(0);
  private from = 0;
  private at = 0;
  private to = 0;
  private fieldFrom = 0;

  /** Begins the line bytes[from … to − 1]. */
  begin(bytes: Uint8Array<ArrayBuffer> | Uint8Array, from: number, to: number): void {
    this.bytes = bytes as Uint8Array<ArrayBuffer>; // only read here, so whichever buffer lies behind it will do
    this.from = from;
    this.at = from;
    this.to = to;
  }

  /** The next field as text; empty at the end of the line. */
  readWord(): string {
    this.skipSpaces();
    while (this.at < this.to && (this.bytes[this.at] ?? SPACE) > SPACE) this.at += 1;
    return this.lastText();
  }

  /** Goes past the next field if it is this word; says whether it was. */
  skipWord(word: string): boolean {
    const start = this.at;
    this.skipSpaces();
    // Numbers begin with a digit or a sign: told by one byte, as this is asked on every line.
    if (this.bytes[this.at] === word.charCodeAt(0) && this.readWord() === word) return true;
    this.at = start;
    return false;
  }

  /**
   * The next field as a whole number, `NaN` where it is none or missing. Digits are added up as they come: exact to
   * 2^53, and beyond that the result is above 2^53 too.
   */
  readWhole(): number {
    this.skipSpaces();
    const { bytes, to } = this;
    let at = this.at;
    const isNegative = bytes[at] === MINUS && at < to;
    if (isNegative) at += 1;
    const digitsFrom = at;
    let value = 0;
    for (; at < to; at++) {
      const byte = bytes[at] ?? 0;
      if (byte < ZERO || byte > NINE) break;
      value = value * 10 + (byte - ZERO);
    }
    const isWhole = at > digitsFrom && (at >= to || (bytes[at] ?? SPACE) <= SPACE);
    while (at < to && (bytes[at] ?? SPACE) > SPACE) at += 1;
    this.at = at;
    if (!isWhole) return Number.NaN;
    return isNegative && value !== 0 ? -value : value;
  }

  /** The text of the field read last. */
  lastText(): string {
    return this.decode(this.fieldFrom, this.at);
  }

  /** The text of the whole line. */
  text(): string {
    return this.decode(this.from, this.to).trim();
  }

  private skipSpaces(): void {
    while (this.at < this.to && (this.bytes[this.at] ?? 0) <= SPACE) this.at += 1;
    this.fieldFrom = this.at;
  }

  private decode(from: number, to: number): string {
    let text = "";
    for (let at = from; at < to; at++) text += String.fromCharCode(this.bytes[at] ?? 0);
    return text;
  }
}
