import type { logEndpoints } from "#api/log.ts";
import { openEntry } from "#app/log/open-entry.ts";
import { proveConsistency, proveInclusion } from "#app/log/prove.ts";
import type { Handlers } from "../handler.ts";

export const logHandlers = {
  proveInclusion: async ({ query }, { context }) => await proveInclusion(context, query.entry),
  proveConsistency: async ({ query }, { context }) => await proveConsistency(context, query),
  openEntry: async ({ params }, { context, actor }) =>
    await openEntry(context, actor ?? undefined, params.entryId),
} satisfies Pick<Handlers, keyof typeof logEndpoints>;
