import type { PageRequest } from "#store/page.ts";
import { listReportedFigures } from "#store/reported-figure.ts";
import type { AppContext } from "../context.ts";

/** Figures that others published, newest record first, and where the next page begins. Everyone may see them. */
export async function readReportedFigures(
  context: AppContext,
  { exporter, item }: { readonly exporter?: string | undefined; readonly item?: string | undefined },
  page: PageRequest,
) {
  return await listReportedFigures(
    context.database,
    { exporter, itemIds: item === undefined ? undefined : [item] },
    page,
  );
}
