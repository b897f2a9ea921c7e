import { accept, refuse } from "#core/result.ts";
import type { PageRequest } from "#store/page.ts";
import { listReportedFigures } from "#store/reported-figure.ts";
import type { AppContext } from "../context.ts";
import { listBelow } from "./read-statement.ts";

/**
 * Figures that others published, newest record first, and where the next page begins; of an item with everything
 * below it. Everyone may see them. Refuses with `malformed`: an unknown item.
 */
export async function readReportedFigures(
  context: AppContext,
  { exporter, item }: { readonly exporter?: string | undefined; readonly item?: string | undefined },
  page: PageRequest,
) {
  const { items } = context.reference;
  if (item !== undefined && !items.has(item)) {
    return refuse({ code: "malformed", problems: [{ field: "item", value: item, rule: "unknown_item" }] });
  }
  const itemIds = item === undefined ? undefined : listBelow(item, items);
  return accept(await listReportedFigures(context.database, { exporter, itemIds }, page));
}
