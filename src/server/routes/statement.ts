import type { statementEndpoints } from "#api/statement.ts";
import { readReportedFigures } from "#app/statement/read-reported-figures.ts";
import { readStatement } from "#app/statement/read-statement.ts";
import { recordReportedFigure } from "#app/statement/record-reported-figure.ts";
import { accept } from "#core/result.ts";
import { GROUPS } from "#core/statement/statement.ts";
import type { Handlers } from "../handler.ts";
import { readPageRequest, showPage } from "../page-request.ts";

export const statementHandlers = {
  getStatement: async ({ query }, { context }) => {
    const words = query.by?.split(",") ?? [];
    const by = query.by === undefined ? undefined : GROUPS.filter((group) => words.includes(group));
    return await readStatement(context, { ...query, by });
  },
  listReportedFigures: async ({ query }, { context }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const figures = await readReportedFigures(context, query, page.value);
    return figures.ok ? accept(showPage(figures.value)) : figures;
  },
  recordReportedFigure: async ({ body }, { context, meta }) =>
    await recordReportedFigure(context, meta, body),
} satisfies Pick<Handlers, keyof typeof statementEndpoints>;
