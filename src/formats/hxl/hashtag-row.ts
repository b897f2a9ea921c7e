import { findHashtag, type Hashtag } from "./hashtag.ts";

/** The standard lets titles and notes stand above the hashtags; they are looked for in the first 25 rows. */
const HASHTAG_ROW_MAX = 25;

/** The row of hashtags in a grid of cells. */
export interface HashtagRow {
  /** Index of the row in the grid. */
  readonly index: number;
  /** One entry per cell of the row; null where the cell is empty or malformed. */
  readonly hashtags: readonly (Hashtag | null)[];
  /** Columns (0 = first) whose cell is neither empty nor a hashtag. */
  readonly malformed: readonly number[];
}

/**
 * Returns the first row of the first 25 that holds the hashtags, or undefined where there is none: more than half
 * of its filled cells are hashtags, and more than one is unless the row has one column or stands first or second
 * (further down, a lone `#a12` is a value, and the rows above it would be lost as titles). Filled cells that are
 * no hashtags are given as `malformed`: a reader that is sure refuses them, and does not guess that `country` was
 * meant to be `#country`.
 */
export function findHashtagRow(rows: readonly (readonly string[])[]): HashtagRow | undefined {
  for (const [index, cells] of rows.slice(0, HASHTAG_ROW_MAX).entries()) {
    const hashtags = cells.map((cell) => findHashtag(cell) ?? null);
    const filledCount = cells.filter((cell) => cell.trim() !== "").length;
    const tagCount = hashtags.filter((hashtag) => hashtag !== null).length;
    if (tagCount * 2 <= filledCount) continue;
    if (tagCount === 1 && cells.length > 1 && index > 1) continue;
    const malformed = cells.flatMap((cell, column) =>
      cell.trim() !== "" && hashtags[column] === null ? [column] : [],
    );
    return { index, hashtags, malformed };
  }
  return undefined;
}
