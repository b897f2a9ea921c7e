import { canonicalJson } from "#core/canonical-json.ts";
import type { CommandId } from "#core/id.ts";
import { findPostedStates } from "#store/posted-lines.ts";
import type { Database } from "#store/schema.ts";
import type { Group, GroupKind, GroupRow } from "./group.ts";
import { formRowId } from "./row-id.ts";

/** The most lines that one command may have, here as at the interface. */
const LINES_MAX = 2_000;

/** A group to be posted, with the id that follows from what its rows state. */
export interface FreshGroup<Line> {
  readonly id: CommandId;
  readonly group: Group<Line>;
}

/**
 * The rows of a group that are not stated yet, in groups of 2,000 lines at most. A row is stated where a call or offer
 * of its very group stands under the group's id (its lines may have been corrected since), or where a line says the
 * same; a call or offer that was withdrawn or has expired states nothing.
 */
export async function findFreshGroups<Line>(
  database: Database,
  group: Group<Line>,
  kind: GroupKind<Line>,
): Promise<readonly FreshGroup<Line>[]> {
  const standing = await findStandingRows(database, group, kind);
  const stated = new Set((await kind.listStated(database, group.party.id)).map((one) => canonicalJson(one)));
  const rows = group.rows.filter(
    (row) => !standing.has(row) && !stated.has(canonicalJson({ ...row.head, ...row.stated })),
  );
  const fresh: FreshGroup<Line>[] = [];
  for (const part of divide({ ...group, rows })) {
    const id = await findFreeId(database, part, kind);
    if (id !== undefined) fresh.push({ id, group: part });
  }
  return fresh;
}

async function findStandingRows<Line>(
  database: Database,
  group: Group<Line>,
  kind: GroupKind<Line>,
): Promise<ReadonlySet<GroupRow<Line>>> {
  const standing = new Set<GroupRow<Line>>();
  for (const part of divide(group)) {
    if ((await findFreeId(database, part, kind)) !== undefined) continue;
    for (const row of part.rows) standing.add(row);
  }
  return standing;
}

/**
 * The first id that no command has of those under which the group can be posted: its own, then those of its renewals,
 * each of which needs the one before to have ended. `undefined` where one of them stands.
 */
async function findFreeId<Line>(
  database: Database,
  group: Group<Line>,
  kind: GroupKind<Line>,
): Promise<CommandId | undefined> {
  // The order of rows in a file means nothing.
  const lines = group.rows.map(({ stated }) => canonicalJson(stated)).toSorted();
  const facts = { party: group.party.code, head: group.head, lines };
  for (let renewal = 0; ; renewal += 1) {
    const id = formRowId(kind.idKind, renewal === 0 ? facts : { ...facts, renewal });
    const state = (await findPostedStates(database, kind.idKind, [id])).get(id);
    if (state === undefined) return id;
    if (state === "standing") return undefined;
  }
}

/** The same rows always come into the same parts, in whatever order a file has them. */
function divide<Line>(group: Group<Line>): readonly Group<Line>[] {
  const { rows } = group;
  if (rows.length === 0) return [];
  if (rows.length <= LINES_MAX) return [group];
  const sorted = rows
    .map((row) => ({ row, key: canonicalJson(row.stated) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
  return Array.from({ length: Math.ceil(sorted.length / LINES_MAX) }, (_, index) => ({
    ...group,
    rows: sorted.slice(index * LINES_MAX, (index + 1) * LINES_MAX),
  }));
}
