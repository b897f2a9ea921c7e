import { isConditionName } from "#core/conditions.ts";
import type { Problem } from "#core/result.ts";
import { startProblemList } from "./problem-list.ts";
import { nameColumn, type Table } from "./table.ts";

/**
 * Returns the columns (0 = first) whose header says that they carry a condition: `Conditions`, `conditionality`,
 * `Terms and conditions`, `Requirement`, `in_return`, `Contrepartie`, `Условия`, `附加条件`, `الشروط`.
 * `terms` alone is a field of ours and is not among them, nor are columns about goods (`Storage conditions`). HXL
 * hashtags (`#meta+condition`) count as headers. What a header hides is not found: a condition in a column of
 * another name is kept out because no field of ours takes free text for one.
 */
export function findConditionColumns(headers: readonly string[]): readonly number[] {
  return headers.flatMap((header, column) => (isConditionName(header) ? [column] : []));
}

/**
 * Returns a problem `conditions_attached` for every filled cell of a column that carries conditions, with the
 * cell's text as value and its line; an empty list where there is none. Any text counts, `none` too: the
 * remedy is to empty the column, and nothing has to judge what a sentence means.
 */
export function listAttachedConditions(table: Table): readonly Problem[] {
  const columns = new Set([
    ...findConditionColumns(table.headers),
    ...findConditionColumns(table.hashtags.map((hashtag) => hashtag?.text ?? "")),
  ]);
  const problems = startProblemList();
  for (const { cells, line } of table.rows) {
    for (const column of columns) {
      const value = (cells[column] ?? "").trim();
      if (value === "") continue;
      problems.add({ field: nameColumn(table, column), value, rule: "conditions_attached", line });
    }
  }
  return problems.list();
}
