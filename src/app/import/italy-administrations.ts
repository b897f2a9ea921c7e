import { asQuantity } from "#core/quantity.ts";
import type { Problem } from "#core/result.ts";
import type { RecordSession } from "#core/session/decide-session.ts";
import type { DoseNumber } from "#core/session/session-report.ts";
import type { Day } from "#core/time.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { parseWholeNumber } from "#formats/table/parse-number.ts";
import { readRows, requireField } from "#formats/table/read-rows.ts";
import type { Table } from "#formats/table/table.ts";
import type { ImportNote } from "./import-file.ts";
import { buildAreaSite, ITALY_AREA_FIELDS, listAreaProblems } from "./italy-area.ts";

/** Where the list is published; it stands with every report made from it. */
export const ITALY_SOURCE = "https://github.com/italia/covid19-opendata-vaccini";

/** Columns of dose numbers: `dpi` is the one dose of somebody who has had the disease, `db1` to `db3` are boosters. */
const DOSE_COLUMNS = {
  d1: "1",
  d2: "2",
  dpi: "after_infection",
  db1: "booster_1",
  db2: "booster_2",
  db3: "booster_3",
} as const satisfies Readonly<Record<string, DoseNumber>>;
const DOSE_NAMES = Object.keys(DOSE_COLUMNS) as (keyof typeof DOSE_COLUMNS)[]; // the keys of a const object

const count = (column: string) =>
  requireField([column], (text, { numbers }) => parseWholeNumber(text, numbers));

const FIELDS = {
  ...ITALY_AREA_FIELDS,
  heldOn: requireField(["data"], (text, { dates }) => parseDay(text, dates)),
  total: count("totale"),
  m: count("m"),
  f: count("f"),
  d1: count("d1"),
  d2: count("d2"),
  dpi: count("dpi"),
  db1: count("db1"),
  db2: count("db2"),
  db3: count("db3"),
};

/** A row of the list: the doses given in a region on a day, of which neither vaccine nor lot is stated. */
export interface ItalyAdministration {
  readonly line: number;
  readonly siteCode: string;
  readonly heldOn: Day;
  readonly lines: RecordSession["lines"];
  readonly groups: NonNullable<RecordSession["groups"]>;
}

/** True for a table with the columns of the list of administrations that the Italian government publishes. */
export function isItalyAdministrations({ headers }: Table): boolean {
  return ["data", "area", "totale", ...DOSE_NAMES].every((name) => headers.includes(name));
}

/**
 * The rows of the list, with every problem of every row: among them a total that its dose numbers, or its sexes, do not add up to, and a
 * second row for one region and day. A row of no doses is noted, and nothing is recorded for it.
 */
export function readItalyAdministrations(table: Table): {
  readonly rows: readonly ItalyAdministration[];
  readonly problems: readonly Problem[];
  readonly notes: readonly ImportNote[];
  readonly unread: ReturnType<typeof readRows>["unread"];
} {
  const { rows, problems, unread } = readRows(table, FIELDS, {
    key: ({ area, heldOn }) => `${area} ${heldOn}`,
  });
  const found: Problem[] = [...listAreaProblems(rows)];
  const notes: ImportNote[] = [];
  const stated = rows.flatMap(({ line, value }): ItalyAdministration[] => {
    const { total, m, f, heldOn } = value;
    const doses = DOSE_NAMES.reduce((sum, name) => sum + value[name], 0);
    for (const [parts, sum] of [
      ["d1 d2 dpi db1 db2 db3", doses],
      ["m f", m + f],
    ] as const) {
      if (sum === total) continue;
      const facts = { parts, sum };
      found.push({ field: "totale", value: String(total), rule: "parts_do_not_add_up", line, facts });
    }
    if (total === 0) {
      notes.push({ line, field: "totale", value: "0", note: "nothing_given" });
      return [];
    }
    const lines = DOSE_NAMES.filter((name) => value[name] > 0).map((name) => {
      return { outcome: "given", doseNumber: DOSE_COLUMNS[name], quantity: asQuantity(value[name]) } as const;
    });
    const groups = [
      { group: "female", quantity: f },
      { group: "male", quantity: m },
    ];
    return [{ line, siteCode: buildAreaSite(value).code, heldOn, lines, groups }];
  });
  return { rows: stated, problems: [...problems, ...found], notes, unread };
}
