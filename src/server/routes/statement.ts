import type { z } from "zod";
import type { statementEndpoints, statementQuery } from "#api/statement.ts";
import { describeTables } from "#app/statement/describe-tables.ts";
import { readReportedFigures } from "#app/statement/read-reported-figures.ts";
import { readCachedStatement } from "#app/statement/read-cached-statement.ts";
import { recordReportedFigure } from "#app/statement/record-reported-figure.ts";
import { writeStatement, writeStatementParquet } from "#app/statement/write-statement.ts";
import type { StatementRequest } from "#app/statement/read-statement.ts";
import { accept } from "#core/result.ts";
import { ALL_GROUPS } from "#core/statement/statement.ts";
import type { Handlers } from "../handler.ts";
import { readPageRequest, showPage } from "../page-request.ts";

function readRequest(query: z.output<typeof statementQuery>): StatementRequest {
  const words = query.by?.split(",") ?? [];
  return {
    ...query,
    by: query.by === undefined ? undefined : ALL_GROUPS.filter((group) => words.includes(group)),
  };
}

export const statementHandlers = {
  getStatement: async ({ query }, { context }) => await readCachedStatement(context, readRequest(query)),
  getStatementCsv: async ({ query }, { context }) => await writeStatement(context, readRequest(query)),
  getStatementParquet: async ({ query }, { context }) =>
    await writeStatementParquet(context, readRequest(query)),
  getDataDictionary: async (_, { context }) => accept({ tables: describeTables(context) }),
  listReportedFigures: async ({ query }, { context }) => {
    const page = readPageRequest(query);
    if (!page.ok) return page;
    const figures = await readReportedFigures(context, query, page.value);
    return figures.ok ? accept(showPage(figures.value)) : figures;
  },
  recordReportedFigure: async ({ body }, { context, meta }) =>
    await recordReportedFigure(context, meta, body),
} satisfies Pick<Handlers, keyof typeof statementEndpoints>;
