import type { shelfLifeEndpoints } from "#api/shelf-life.ts";
import { readShelfLifeRules } from "#app/shelf-life/read-shelf-life-rules.ts";
import { retireShelfLifeRule, setShelfLifeRule } from "#app/shelf-life/set-shelf-life-rule.ts";
import type { Handlers } from "../handler.ts";

export const shelfLifeHandlers = {
  listShelfLifeRules: async ({ query }, { context }) => await readShelfLifeRules(context, query),
  setShelfLifeRule: async ({ body }, { context, meta }) => await setShelfLifeRule(context, meta, body),
  retireShelfLifeRule: async ({ body }, { context, meta }) => await retireShelfLifeRule(context, meta, body),
} satisfies Pick<Handlers, keyof typeof shelfLifeEndpoints>;
