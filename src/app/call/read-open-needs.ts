import {
  type AskedLine,
  cutNeeds,
  gatherOpenNeeds,
  listItemsAnswered,
  type NeedKey,
} from "#core/call/open-need.ts";
import type { CallId } from "#core/id.ts";
import { listCountriesOn } from "#core/place/country-list.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { type Day, dayOf } from "#core/time.ts";
import { sumPending } from "#store/agreement.ts";
import { listOpenNeeds } from "#store/call-need.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext } from "../context.ts";

/** Which needs are asked for: of some items or categories (`null`: all), in one world, and which page of them. */
export interface OpenNeedRequest {
  readonly itemIds: readonly string[] | null;
  /** `null` for what really is. */
  readonly scenario: string | null;
  readonly after?: NeedKey | undefined;
  readonly limit: number;
}

/**
 * What of which item which recipients still need, least developed countries first and then where most is uncovered: of open calls whose
 * days have not passed, less what agreements promise. An agreement that waits for an answer counts as a round counts it. Public, as
 * plans tell the same of every round. Refuses with `malformed` (an unknown item). Cost: lines of the open calls for the items, and of
 * the agreements on them.
 */
export async function readOpenNeeds(
  context: AppContext,
  { itemIds, scenario, after, limit }: OpenNeedRequest,
): Promise<Result<ReturnType<typeof showNeeds>, MalformedRefusal>> {
  const { items: catalogue, countryListings } = context.reference;
  const unknown = (itemIds ?? []).filter((id) => !catalogue.has(id));
  if (unknown.length > 0) {
    const problems = unknown.map((value) => ({ field: "items", value, rule: "unknown_item" }));
    return refuse({ code: "malformed", problems });
  }
  const day = dayOf(context.now());
  const today = scenario === null ? day : null;
  const answered = itemIds === null ? undefined : listItemsAnswered(itemIds, catalogue);
  const lines = await listAskedLines(context.database, { scenario, today, answered });
  const leastDeveloped = new Set(listCountriesOn(countryListings, { list: "ldc", day }));
  const gathered = gatherOpenNeeds(lines, { itemIds, catalogue, leastDeveloped, today });
  const page = cutNeeds(gathered.needs, { after, limit, itemIds });
  return accept(showNeeds(context, { ...gathered, ...page }));
}

/** Names the units that are counted. */
function showNeeds(
  { reference }: AppContext,
  { needs, items, next }: ReturnType<typeof gatherOpenNeeds> & ReturnType<typeof cutNeeds>,
) {
  const unitOf = (itemId: string): string => reference.items.get(itemId)?.unitName ?? "piece";
  return {
    items: needs.map((need) => ({ ...need, unit: unitOf(need.itemId) })),
    sums: items.map((item) => ({ ...item, unit: unitOf(item.itemId) })),
    next,
  };
}

async function listAskedLines(
  database: Database,
  {
    scenario,
    today,
    answered,
  }: {
    readonly scenario: string | null;
    readonly today: Day | null;
    readonly answered: readonly string[] | undefined;
  },
): Promise<AskedLine[]> {
  const { needs, heads } = await listOpenNeeds(database, scenario, answered);
  const callIds = [...new Set([...needs.values()].map(({ callId }): CallId => callId))];
  const pending = await sumPending(database, { scenario, from: today, callIds });
  return [...needs].flatMap(([key, need]): AskedLine[] => {
    const head = heads.get(need.callId);
    if (head === undefined) return [];
    const { partyCode, country } = head;
    return [{ ...need, partyCode, country, pending: pending.needs.get(key) ?? 0 }];
  });
}
