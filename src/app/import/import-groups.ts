import { canonicalJson } from "#core/canonical-json.ts";
import type { CommandId } from "#core/id.ts";
import type { Party } from "#core/party/party.ts";
import { type Action, permit } from "#core/permission.ts";
import { accept, type Problem, type RefusalShape, refuse } from "#core/result.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import type { Table } from "#formats/table/table.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type ImportOptions, type ImportResult, listIgnored, mergeProblems } from "./import-file.ts";
import { findPostedIds, postCommands } from "./post-commands.ts";
import { formRowId } from "./row-id.ts";

/** A row as one line of a call or an offer. */
export interface GroupRow<Line> {
  readonly line: number;
  readonly party: Party;
  /** What all lines of one call or offer have in common, the party aside: emergency, terms. */
  readonly head: Readonly<Record<string, string | null>>;
  readonly stated: Line;
  readonly summary: string;
}

/** Rows of a file that make one call or offer. */
export interface Group<Line> {
  readonly party: Party;
  readonly head: GroupRow<Line>["head"];
  readonly rows: readonly GroupRow<Line>[];
}

/** How groups of one kind are checked and posted. */
export interface GroupKind<Line> {
  readonly kind: "calls" | "offers";
  readonly idKind: "call" | "offer";
  readonly action: Action;
  /** What the party has stated before, line by line: head and line together, as {@link GroupRow} has them. */
  readonly listStated: (party: Party) => Promise<readonly unknown[]>;
  /** What the rule of the command refuses; fields are paths `lines.3.quantity`. */
  readonly check: (group: Group<Line>) => readonly Problem[];
  readonly post: (
    group: Group<Line>,
    meta: CommandMeta,
  ) => Promise<
    { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: RefusalShape }
  >;
  /** Fields of the command → columns of the file. */
  readonly columns: Readonly<Record<string, string>>;
}

/** The rows of a file, with what was wrong with its cells. */
export interface ReadGroupRows<Line> {
  readonly table: Table;
  readonly rows: readonly GroupRow<Line>[];
  readonly problems: readonly Problem[];
  readonly unread: Parameters<typeof listIgnored>[1];
}

/**
 * Posts the rows of a file, those of one party and head as one command. Everything is checked before anything is
 * posted: refuses with `not_permitted`, then `malformed` with every problem of every row, and nothing is written.
 * A line that the party has stated before is not stated again, so that a longer file posts only what is new, and
 * a file whose import was broken off posts what is missing.
 */
export async function importGroups<Line>(
  context: AppContext,
  meta: CommandMeta,
  read: ReadGroupRows<Line>,
  how: { readonly kind: GroupKind<Line>; readonly options: ImportOptions },
) {
  const { kind, options } = how;
  const { table } = read;
  const found = startProblemList();
  const unique = dropDoubled(read.rows, found.add);
  const groups = groupRows(unique);
  const refusedParty = groups.map(({ party }) => permit(meta.actor, kind.action, { self: party.id }));
  for (const permitted of refusedParty) if (!permitted.ok) return permitted;
  const fresh: { readonly id: CommandId; readonly group: Group<Line> }[] = [];
  for (const group of groups) {
    const rows = await listNew(context, group, kind);
    if (rows.length === 0) continue;
    const rest = { ...group, rows };
    fresh.push({ id: formGroupId(rest, kind), group: rest });
    for (const problem of kind.check(rest)) found.add(placeProblem(problem, rest, kind.columns));
  }
  const all = mergeProblems(read.problems, found.list());
  if (all.length > 0) return refuse({ code: "malformed", problems: all });
  if (!options.dryRun) {
    const commands = fresh.map(({ id, group }) => ({
      id,
      post: async () => await kind.post(group, { ...meta, commandId: id }),
    }));
    const posted = await postCommands(commands, `Posting ${table.fileName}`, options.progress);
    if (!posted.ok) return posted;
  }
  const newRows = new Set(fresh.flatMap(({ group }) => group.rows));
  const result: ImportResult = {
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
    ...listIgnored(table, read.unread),
    notes: [],
  };
  return accept(result);
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
  const groups = new Map<string, GroupRow<Line>[]>();
  for (const row of rows) {
    const key = canonicalJson({ party: row.party.code, head: row.head });
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ party: first.party, head: first.head, rows: members }];
  });
}

/** The rows of a group that were not stated before: as the very same group, or line by line. */
async function listNew<Line>(
  context: AppContext,
  group: Group<Line>,
  kind: GroupKind<Line>,
): Promise<readonly GroupRow<Line>[]> {
  const id = formGroupId(group, kind);
  if ((await findPostedIds(context, [id])).has(id)) return [];
  const stated = new Set((await kind.listStated(group.party)).map((one) => canonicalJson(one)));
  return group.rows.filter((row) => !stated.has(canonicalJson({ ...row.head, ...row.stated })));
}

function formGroupId<Line>(group: Group<Line>, kind: GroupKind<Line>): CommandId {
  // The order of rows in a file means nothing.
  const lines = group.rows.map(({ stated }) => canonicalJson(stated)).toSorted();
  return formRowId(kind.idKind, { party: group.party.code, head: group.head, lines });
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
