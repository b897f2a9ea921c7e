import type PDFDocument from "pdfkit";
import { type Direction, levelParagraph, type Script, type VisualRun } from "./visual-runs.ts";

/** The fonts of a document, as the bytes of their files (TrueType or OpenType). Only the glyphs that are used go into the PDF. */
export interface FontFiles {
  readonly latin: Uint8Array;
  readonly latinBold: Uint8Array;
  readonly arabic: Uint8Array;
  readonly arabicBold: Uint8Array;
  readonly han: Uint8Array;
}

export interface Style {
  /** Points. */
  readonly size: number;
  readonly isBold?: boolean;
  readonly direction: Direction;
}

/** Where a line of text stands: `x` and `width` of its column, `y` of its baseline. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly align: "left" | "right" | "center";
}

type Line = readonly VisualRun[];

/** Sets text in columns: measures, breaks and draws it, whatever its scripts and their directions. */
export interface Typesetter {
  readonly breakLines: (text: string, style: Style, width: number) => readonly Line[];
  readonly drawLine: (line: Line, style: Style, place: Place) => void;
}

/** Points by which a line's height exceeds its size, as a factor: Arabic needs the room. */
export const LEADING = 1.4;
/** Widths are measured once at this size and scaled. */
const MEASURED_AT = 100;
/** What a text is broken into: blanks, single Han characters with the closing marks after them, words. */
const TOKENS =
  /\s+|[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF][，。、；：）”》？！]*|[^\s\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]+/gu;
const CHARACTERS = /[\s\S]/gu;
const WORDS = /(?<= )/;

export function openTypesetter(doc: PDFDocument, fonts: FontFiles): Typesetter {
  for (const [name, bytes] of Object.entries(fonts)) doc.registerFont(name, bytes);
  const widths = new Map<string, number>();
  // Word by word: a document repeats its words, not its lines.
  const measureWord = (font: keyof FontFiles, word: string): number => {
    const key = `${font} ${word}`;
    let width = widths.get(key);
    if (width === undefined) {
      width = doc.font(font).fontSize(MEASURED_AT).widthOfString(word);
      widths.set(key, width);
    }
    return width;
  };
  const measureRun = ({ text, script }: VisualRun, { size, isBold = false }: Style): number => {
    const font = fontOf(script, isBold);
    const words = text.split(WORDS);
    return (words.reduce((sum, word) => sum + measureWord(font, word), 0) * size) / MEASURED_AT;
  };
  const measure = (line: Line, style: Style) => line.reduce((sum, run) => sum + measureRun(run, style), 0);
  return {
    breakLines: (text, style, width) => {
      const paragraph = levelParagraph(text, style.direction);
      const widthOf = (start: number, end: number) => measure(paragraph.order(start, end), style);
      return breakAt(text, width, widthOf).map(([start, end]) => paragraph.order(start, end));
    },
    drawLine: (line, style, { x, y, width, align }) => {
      const free = width - measure(line, style);
      let at = align === "left" ? x : x + (align === "right" ? free : free / 2);
      for (const run of line) {
        if (run.text.trim() !== "") {
          doc
            .font(fontOf(run.script, style.isBold ?? false))
            .fontSize(style.size)
            .text(run.text, at, y, { lineBreak: false, baseline: "alphabetic" });
        }
        at += measureRun(run, style);
      }
    },
  };
}

/** Chinese has one weight here: its bold would be eight megabytes more to read. */
function fontOf(script: Script, isBold: boolean): keyof FontFiles {
  if (script === "han") return "han";
  return isBold ? `${script}Bold` : script;
}

/**
 * Where the lines of a text begin and end, as full as they get in `width`: broken at blanks and between Han characters, within a
 * word only where the word alone is wider. A blank at a break is dropped. At least one line. `widthOf` is asked for each token
 * once (and for the characters of a word that is too wide). Linear in the text.
 */
export function breakAt(
  text: string,
  width: number,
  widthOf: (start: number, end: number) => number,
): readonly (readonly [start: number, end: number])[] {
  const lines: [number, number][] = [];
  // The open line: from `start` to `end` it is taken, `filled` wide; a blank after it counts when something follows.
  let [start, end, filled, blank] = [0, 0, 0, 0];
  const take = (token: string, at: number): void => {
    const wide = widthOf(at, at + token.length);
    if (token.trim() === "") {
      if (end > start) blank = wide;
      else [start, end] = [at + token.length, at + token.length];
      return;
    }
    if (filled + blank + wide <= width || (end === start && Array.from(token).length === 1)) {
      [end, filled, blank] = [at + token.length, filled + blank + wide, 0];
      return;
    }
    if (end > start) {
      lines.push([start, end]);
      [start, end, filled, blank] = [at, at, 0, 0];
      take(token, at);
      return;
    }
    for (const { 0: character, index } of token.matchAll(CHARACTERS)) take(character, at + index);
  };
  for (const { 0: token, index } of text.matchAll(TOKENS)) take(token, index);
  return [...lines, [start, end]];
}
