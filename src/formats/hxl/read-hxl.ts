import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import type { Table, TableRow } from "../table/table.ts";
import { findHashtagPattern, type Hashtag, isHashtagMatch } from "./hashtag.ts";

/** A column that carries a hashtag. */
export interface HxlColumn {
  /** Position in the table, 0 = first. */
  readonly column: number;
  readonly header: string;
  readonly hashtag: Hashtag;
}

/** A table whose columns are named by hashtags. */
export interface HxlTable {
  /** Line of the hashtags in the file, 1 = first. */
  readonly tagLine: number;
  /** The tagged columns, from left to right; columns without a hashtag are not among them. */
  readonly columns: readonly HxlColumn[];
  /** The rows below the hashtags, blank ones left out. */
  readonly rows: readonly TableRow[];
}

/**
 * Returns the table as HXL: its tagged columns and the rows below the hashtags.
 *
 * Refuses `malformed` with the rule `no_hashtag_row` where none of the first 25 rows holds hashtags. A row of
 * hashtags in which some cells are not hashtags was refused when the table was read (`malformed_hashtag`).
 */
export function readHxl(table: Table): Result<HxlTable, MalformedRefusal> {
  if (table.tagLine === null) {
    const problem = { field: "hashtags", value: table.headers[0] ?? null, rule: "no_hashtag_row", line: 1 };
    return refuse({ code: "malformed", problems: [problem] });
  }
  const columns = table.hashtags.flatMap((hashtag, column) =>
    hashtag === null ? [] : [{ column, header: table.headers[column] ?? "", hashtag }],
  );
  return accept({ tagLine: table.tagLine, columns, rows: table.rows });
}

/** Returns the columns that a pattern such as `#capacity+vaccine+doses` matches, from left to right. */
export function listHxlColumns(columns: readonly HxlColumn[], pattern: string): readonly HxlColumn[] {
  const found = findHashtagPattern(pattern);
  return found === undefined ? [] : columns.filter(({ hashtag }) => isHashtagMatch(found, hashtag));
}
