import { canonicalJson } from "#core/canonical-json.ts";
import { permit } from "#core/permission.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import type { Table } from "#formats/table/table.ts";
import { lockPostings } from "#store/posted-lines.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether } from "../run-command.ts";
import { findFreshGroups, type FreshGroup } from "./fresh-groups.ts";
import { type ImportOptions, type ImportResult, listIgnored, mergeProblems } from "./import-file.ts";
import type { Group, GroupKind, GroupRow } from "./group.ts";
import { formRowId } from "./row-id.ts";

/** The rows of a file, with what was wrong with its cells. */
export interface ReadGroupRows<Line> {
  readonly table: Table;
  readonly rows: readonly GroupRow<Line>[];
  readonly problems: readonly Problem[];
  readonly unread: Parameters<typeof listIgnored>[1];
}

/** How the rows of a file are posted. */
interface GroupImport<Line> {
  readonly kind: GroupKind<Line>;
  readonly options: ImportOptions;
}

/**
 * Posts the rows of a file, those of one party and head as one command (as several, beyond 2,000 of them), in one
 * transaction: all of them are posted, or nothing is. Refuses with `not_permitted`, then `malformed` with every problem
 * of every row. A line that the party states already is not stated again, so that a longer file posts only what is
 * new; what was withdrawn or has expired is not stated any more and can be posted again. Two files for one party at
 * once are posted one after the other.
 */
export async function importGroups<Line>(
  context: AppContext,
  meta: CommandMeta,
  read: ReadGroupRows<Line>,
  how: GroupImport<Line>,
) {
  const { kind, options } = how;
  const found = startProblemList();
  const unique = dropDoubled(read.rows, found.add);
  const groups = groupRows(unique);
  for (const { party } of groups) {
    const permitted = permit(meta.actor, kind.action, { self: party.id });
    if (!permitted.ok) return permitted;
  }
  const known = mergeProblems(read.problems, found.list());
  const posted = options.dryRun
    ? await checkGroups(context.database, groups, { ...how, known })
    : await runTogether(
        context,
        meta,
        async (scope) => await postGroups(scope, groups, { ...how, known, fileName: read.table.fileName }),
      );
  return posted.ok ? accept(describeImport(read, { ...how, unique, fresh: posted.value })) : posted;
}

/** The groups that are new, or `malformed` with every problem of every row. */
async function checkGroups<Line>(
  database: Database,
  groups: readonly Group<Line>[],
  { kind, known }: GroupImport<Line> & { readonly known: readonly Problem[] },
) {
  const found = startProblemList();
  const fresh: FreshGroup<Line>[] = [];
  for (const group of groups) {
    const parts = await findFreshGroups(database, group, kind);
    const rows = parts.flatMap((part) => part.group.rows);
    // All of a group at once, so that a line that stands twice in it is found wherever the group is divided.
    const whole = { ...group, rows };
    if (rows.length > 0) {
      for (const problem of kind.check(whole)) found.add(placeProblem(problem, whole, kind.columns));
    }
    fresh.push(...parts);
  }
  const all = mergeProblems(known, found.list());
  return all.length > 0 ? refuse({ code: "malformed", problems: all }) : accept(fresh);
}

async function postGroups<Line>(
  scope: CommandScope,
  groups: readonly Group<Line>[],
  how: GroupImport<Line> & { readonly known: readonly Problem[]; readonly fileName: string },
) {
  const { progress } = how.options;
  await lockPostings(
    scope.database,
    groups.map(({ party }) => party.id),
  );
  const checked = await checkGroups(scope.database, groups, how);
  if (!checked.ok) return checked;
  progress?.begin(`Posting ${how.fileName}`, checked.value.length);
  try {
    for (const [index, { id, group }] of checked.value.entries()) {
      const own = { ...scope, meta: { ...scope.meta, commandId: id } };
      const posted = await how.kind.post(own, group);
      if (!posted.ok) return posted;
      progress?.advance(index + 1);
    }
  } finally {
    progress?.end();
  }
  return checked;
}

function describeImport<Line>(
  { table, unread }: ReadGroupRows<Line>,
  {
    kind,
    options,
    unique,
    fresh,
  }: GroupImport<Line> & {
    readonly unique: readonly GroupRow<Line>[];
    readonly fresh: readonly { readonly group: Group<Line> }[];
  },
): ImportResult {
  const newRows = new Set(fresh.flatMap(({ group }) => group.rows));
  return {
    kind: kind.kind,
    file: table.fileName,
    dryRun: options.dryRun,
    rowCount: table.rows.length,
    posted: newRows.size,
    alreadyPosted: unique.length - newRows.size,
    dateBounds: null,
    rows: unique.map((row) => ({
      line: row.line,
      id: formRowId(kind.idKind, listFacts(row)),
      state: newRows.has(row) ? "posted" : "already_posted",
      summary: row.summary,
    })),
    ...listIgnored(table, unread),
    notes: [],
  };
}

/** Rows that state the same are listed, but for the first of them. */
function dropDoubled<Line>(
  rows: readonly GroupRow<Line>[],
  add: (problem: Problem) => void,
): readonly GroupRow<Line>[] {
  const firstLines = new Map<string, number>();
  return rows.filter((row) => {
    const key = canonicalJson(listFacts(row));
    const first = firstLines.get(key);
    if (first === undefined) {
      firstLines.set(key, row.line);
      return true;
    }
    const facts = { first_line: first };
    add({ field: "row", value: row.summary, rule: "doubled_row", line: row.line, facts });
    return false;
  });
}

function groupRows<Line>(rows: readonly GroupRow<Line>[]): readonly Group<Line>[] {
  const groups = new Map<string, Group<Line> & { readonly rows: GroupRow<Line>[] }>();
  for (const row of rows) {
    const { party, head } = row;
    const key = canonicalJson({ party: party.code, head });
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { party, head, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
}

function listFacts<Line>(row: GroupRow<Line>): unknown {
  return { party: row.party.code, ...row.head, ...row.stated };
}

/** Puts a problem of `lines.3.quantity` into the row and column that it comes from. */
function placeProblem<Line>(
  problem: Problem,
  group: Group<Line>,
  columns: GroupKind<Line>["columns"],
): Problem {
  const [, index = "0", name = "row"] = problem.field.split(".");
  const row = group.rows[Number(index)];
  const line = row?.line ?? 0;
  const sameAs = problem.facts?.["sameAs"];
  const first = typeof sameAs === "number" ? group.rows[sameAs]?.line : undefined;
  const facts = first === undefined ? problem.facts : { first_line: first };
  const { facts: _facts, ...rest } = problem;
  return { ...rest, field: columns[name] ?? name, line, ...(facts === undefined ? {} : { facts }) };
}
