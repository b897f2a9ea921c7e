/** A row of figures for an item, and the wider item that it is a part of ("of which medical"). */
export interface PartRow {
  readonly item: string | null;
  /** The wider item whose row includes this one, or `null`. */
  readonly of: string | null;
}

/** A row in its place: `depth` 0 stands by itself, 1 is a part of the row above it that has depth 0, and so on. */
export interface PlacedRow<Row extends PartRow> {
  readonly row: Row;
  readonly depth: number;
}

/**
 * The rows in the order in which people read them: each part directly under the row of the wider item that it
 * belongs to, within one group (same recipient, same month …). Groups and rows keep the order they came in.
 *
 * A part whose wider row is not in its group stands by itself. Rows that name one another in a ring, which no
 * catalogue should bring, are kept at the end at depth 0: no figure disappears. O(rows).
 *
 * Worked example: `mask`, `gown`, `medical mask of mask` → mask 0, medical mask 1, gown 0.
 */
export function orderOfWhich<Row extends PartRow>(
  rows: readonly Row[],
  groupOf: (row: Row) => string,
): readonly PlacedRow<Row>[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(groupOf(row));
    if (group === undefined) groups.set(groupOf(row), [row]);
    else group.push(row);
  }
  return [...groups.values()].flatMap(orderGroup);
}

/**
 * The rows that are not part of another row of their group: what may be added up without counting a unit twice.
 */
export function listWholes<Row extends PartRow>(
  rows: readonly Row[],
  groupOf: (row: Row) => string,
): readonly Row[] {
  return orderOfWhich(rows, groupOf)
    .filter(({ depth }) => depth === 0)
    .map(({ row }) => row);
}

function orderGroup<Row extends PartRow>(rows: readonly Row[]): PlacedRow<Row>[] {
  const items = new Set(rows.map((row) => row.item));
  const parts = new Map<string, Row[]>();
  const wholes: Row[] = [];
  for (const row of rows) {
    if (row.of === null || row.of === row.item || !items.has(row.of)) wholes.push(row);
    else parts.set(row.of, [...(parts.get(row.of) ?? []), row]);
  }
  const placed: PlacedRow<Row>[] = [];
  const seen = new Set<Row>();
  const place = (row: Row, depth: number): void => {
    if (seen.has(row)) return;
    seen.add(row);
    placed.push({ row, depth });
    // Several rows of one item share its parts: they stand under the first.
    for (const part of (row.item === null ? undefined : parts.get(row.item)) ?? []) place(part, depth + 1);
  };
  for (const row of wholes) place(row, 0);
  for (const row of rows) if (!seen.has(row)) placed.push({ row, depth: 0 });
  return placed;
}
