import type { RequestLike, ResponseLike } from "./client.ts";

/** A page as somebody asks for it who is not signed in. */
export interface AskedPage {
  /** Path and query. */
  readonly address: string;
  /** The language that it is drawn in, one of the six that pages have. */
  readonly language: string;
  /** Whether it is looked at on a telephone, as far as the browser says. */
  readonly isPhone: boolean;
}

/** A page as the server draws it, for whoever waits for its scripts or has none. */
export interface DrawnPage {
  /** What stands in the place where the scripts draw. */
  readonly markup: string;
  /** Name of the page, as text. */
  readonly title: string;
  readonly direction: "ltr" | "rtl";
  /** What the scripts go on from, as JSON. */
  readonly state: string;
  /** The page's own sources below `src/web`, by which the files that it needs are found in what was built. */
  readonly sources: readonly string[];
}

/** Sends a reading to the interface as nobody; throws where there is no answer. */
export type SendReading = (url: string, request: RequestLike) => Promise<ResponseLike>;

/**
 * Draws pages; `null` where a page is better left to the scripts: it is none, or a reading of it was refused. What the build of the
 * pages makes for the server has this under the name `drawPage`.
 */
export type DrawPage = (asked: AskedPage, send: SendReading) => Promise<DrawnPage | null>;

/**
 * A rule of a style sheet, and by each of its selectors the classes that elements must have for it to be about any: `[]` where it is about
 * elements without one. The build lists them, so that a drawn page can bring those rules with it that it needs.
 */
export type StyleRule = readonly [rule: string, needs: readonly (readonly string[])[]];
