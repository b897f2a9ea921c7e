import { decideRaiseCall, type RaiseCall } from "#core/call/raise-call.ts";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { SHELF_LIFE_DAYS_MAX } from "#core/shelf-life/shelf-life.ts";
import { parseWholeNumber } from "#formats/table/parse-number.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import { parsed } from "#formats/table/parsed.ts";
import { allowField, type CellStyle, readRows, requireField } from "#formats/table/read-rows.ts";
import type { Table } from "#formats/table/table.ts";
import { listPostedCallLines } from "#store/posted-lines.ts";
import { raiseCallWithin } from "../call/raise-call.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { buildGoodsFields, checkGoods } from "./goods-fields.ts";
import { type ImportFile, type ImportOptions, mergeProblems, readImportTable } from "./import-file.ts";
import type { Group, GroupRow } from "./group.ts";
import { importGroups } from "./import-groups.ts";
import { buildItemIndex } from "./item-index.ts";
import { buildPartyFields, findRowSite, type KnownPlaces, readKnownPlaces } from "./party-fields.ts";

/** A row as a line of a call, every value stated but shelf life. */
type CallRowLine = Required<
  Omit<RaiseCall["lines"][number], "basis" | "leastShelfLifeDays" | "leastShelfLifePerCent">
> & {
  /** Left out where nothing is asked: rows of before there were the columns stay the same rows. */
  readonly leastShelfLifeDays?: number;
  readonly leastShelfLifePerCent?: number;
};

const SEVERITY_UNSTATED = 3;

/**
 * Imports calls for help: the rows of one party and emergency become one call, of 2,000 lines at most. Returns what became of every row.
 * Refuses as {@link importGroups} does; then nothing is written.
 */
export async function importCalls(
  context: AppContext,
  meta: CommandMeta,
  file: ImportFile,
  options: ImportOptions,
) {
  const table = readImportTable(file, options);
  if (!table.ok) return table;
  const places = await readKnownPlaces(context.database, context.reference);
  const read = readCallRows(table.value, places, options);
  const siteIds = new Set([...places.sites.values()].map(({ id }) => id));
  const { items } = context.reference;
  return await importGroups(context, meta, read, {
    options,
    kind: {
      kind: "calls",
      idKind: "call",
      action: "raise_call",
      listStated: listPostedCallLines,
      check: (group) => {
        const id = asId<"call">(context.newId());
        const facts = { id, now: context.now(), scenario: null, items, siteIds };
        const decided = decideRaiseCall(buildCommand(group), facts);
        return decided.ok ? [] : decided.refusal.problems;
      },
      post: async (scope, group) => await raiseCallWithin(scope, buildCommand(group), { scenario: null }),
      columns: {
        itemId: "item",
        siteId: "site",
        windowTo: "window_to",
        smallestUseful: "smallest_useful",
        leastShelfLifeDays: "shelf_life_days",
        leastShelfLifePerCent: "shelf_life_per_cent",
      },
    },
  });
}

function buildCommand(group: Group<CallRowLine>): RaiseCall {
  return {
    partyId: group.party.id,
    emergency: group.head["emergency"] ?? undefined,
    lines: group.rows.map(({ stated }) => stated),
  };
}

function readCallRows(table: Table, places: KnownPlaces, options: ImportOptions) {
  const { reference } = places;
  const day = (text: string, { dates }: CellStyle) => parseDay(text, dates);
  const fields = {
    ...buildPartyFields(places),
    ...buildGoodsFields(buildItemIndex(reference.items)),
    windowFrom: requireField(["window_from", "#date+start"], day),
    windowTo: requireField(["window_to", "#date+end"], day),
    severity: allowField(["severity", "#severity"], (text, { numbers }) =>
      parseWholeNumber(text, numbers, { min: 1, max: 5 }),
    ),
    shelfLifeDays: allowField(["shelf_life_days"], (text, { numbers }) =>
      parseWholeNumber(text, numbers, { min: 1, max: SHELF_LIFE_DAYS_MAX }),
    ),
    shelfLifePerCent: allowField(["shelf_life_per_cent"], (text, { numbers }) =>
      parseWholeNumber(text, numbers, { min: 1, max: 100 }),
    ),
    smallestUseful: allowField(["smallest_useful"], (text, { numbers }) => {
      const number = parseWholeNumber(text, numbers, { min: 1 });
      return number.ok ? parsed(asQuantity(number.value)) : number;
    }),
  };
  const { mapping } = options;
  const { rows, problems, unread } = readRows(table, fields, mapping === undefined ? {} : { mapping });
  const found = startProblemList();
  const read = rows.flatMap(({ line, value }): GroupRow<CallRowLine>[] => {
    const { party, item: itemId, quantity, emergency } = value;
    const item = reference.items.get(itemId ?? "");
    for (const problem of checkGoods(value, item, { line, reference })) found.add(problem);
    const { site, problem } = findRowSite(value, places, line);
    if (problem !== null) found.add(problem);
    if (itemId === null) found.add({ field: "item", value: null, rule: "missing", line });
    if (itemId === null || site === null) return [];
    const stated: CallRowLine = {
      itemId,
      quantity,
      siteId: site.id,
      windowFrom: value.windowFrom,
      windowTo: value.windowTo,
      severity: value.severity ?? SEVERITY_UNSTATED,
      smallestUseful: value.smallestUseful ?? asQuantity(1),
      ...(value.shelfLifeDays === null ? {} : { leastShelfLifeDays: value.shelfLifeDays }),
      ...(value.shelfLifePerCent === null ? {} : { leastShelfLifePerCent: value.shelfLifePerCent }),
    };
    const summary = `${party.code} asks for ${quantity} ${itemId} at ${site.code}, ${value.windowFrom} to ${value.windowTo}`;
    return [{ line, party, head: { emergency }, stated, summary }];
  });
  return { table, rows: read, problems: mergeProblems(problems, found.list()), unread };
}
