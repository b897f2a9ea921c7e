import bidiFactory, { type Bidi } from "bidi-js";

// Its declarations are of a module, its file is a script whose only export is this function: Node gives that as the default.
const bidi = (bidiFactory as unknown as () => Bidi)();

export type Direction = "ltr" | "rtl";
export type Script = "latin" | "arabic" | "han";

/** A piece of a line that is drawn at once, from left to right: one script, one direction. */
export interface VisualRun {
  /** In reading order for Arabic letters, which the font's shaping turns round itself; otherwise in the order of drawing. */
  readonly text: string;
  readonly script: Script;
}

/** Isolates, marks and embeddings: they order the text and are not drawn. */
const CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
/** Its comma and its digits are of no script by themselves. */
const ARABIC = /[\p{Script=Arabic}\u0600-\u06FF]/u;
const HAN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3000-\u303F\uFF00-\uFFEF]/u;

/** Which font draws a character. */
function scriptOf(character: string): Script {
  if (ARABIC.test(character)) return "arabic";
  return HAN.test(character) ? "han" : "latin";
}

/** A paragraph with the level of each of its characters (UTF-16), for {@link orderLine}. */
export interface Leveled {
  readonly text: string;
  readonly order: (start: number, end: number) => readonly VisualRun[];
}

/**
 * The paragraph's embedding levels, worked out once for all its lines, by the Unicode bidirectional algorithm (UAX #9).
 * `order(start, end)` gives the runs of the line between two places of the text, from left to right, with mirrored brackets.
 * Linear in the line.
 */
export function levelParagraph(text: string, direction: Direction): Leveled {
  const leveled = bidi.getEmbeddingLevels(text, direction);
  return {
    text,
    order: (start, end) => {
      if (end <= start) return [];
      const mirrored = bidi.getMirroredCharactersMap(text, leveled.levels, start, end - 1);
      // It orders the line and leaves the places of the rest of the text as they are.
      const places = bidi.getReorderedIndices(text, leveled, start, end - 1).slice(start, end);
      const pieces: Piece[] = [];
      for (const place of places) {
        const character = mirrored.get(place) ?? text[place] ?? "";
        if (CONTROLS.test(character)) continue;
        const isRtl = ((leveled.levels[place] ?? 0) & 1) === 1;
        addCharacter(pieces, { character, place, isRtl, script: findScript(text, place) });
      }
      return pieces.map(({ text: drawn, script, isRtl }) => {
        // Runs of a right-to-left level were gathered from left to right: Arabic goes back to reading order.
        return { script, text: isRtl && script === "arabic" ? reverse(drawn) : drawn };
      });
    },
  };
}

interface Piece {
  text: string;
  readonly script: Script;
  readonly isRtl: boolean;
  last: number;
}

interface Character {
  readonly character: string;
  readonly place: number;
  readonly isRtl: boolean;
  readonly script: Script;
}

function addCharacter(pieces: Piece[], { character, place, isRtl, script }: Character): void {
  const open = pieces.at(-1);
  const isNext = open !== undefined && open.last === place + (isRtl ? 1 : -1);
  if (open === undefined || !isNext || open.isRtl !== isRtl || open.script !== script) {
    pieces.push({ text: character, script, isRtl, last: place });
    return;
  }
  open.text += character;
  open.last = place;
}

/** Of the whole character where the place holds one half of a pair; a combining mark goes with what it stands on. */
function findScript(text: string, place: number): Script {
  const isLow = /[\uDC00-\uDFFF]/.test(text[place] ?? "");
  const character = String.fromCodePoint(text.codePointAt(isLow ? place - 1 : place) ?? 0);
  if (/\p{Mn}/u.test(character) && place > 0) return findScript(text, place - 1);
  return scriptOf(character);
}

function reverse(text: string): string {
  return Array.from(text).toReversed().join("");
}
