import { z } from "zod";
import { commanding, reading } from "./endpoint.ts";
import {
  codeSchema,
  idOf,
  instantSchema,
  itemIdSchema,
  perCentSchema,
  shelfLifeDaysSchema,
} from "./scalars.ts";

const ruleFields = {
  itemId: z.string(),
  leastDays: z.number().nullable(),
  leastPerCent: z.number().nullable(),
};

const ruleView = z.object({
  id: z.string(),
  partyId: z.string(),
  ...ruleFields,
  version: z.number(),
  setAt: instantSchema,
  /** `null` while it holds. */
  retiredAt: instantSchema.nullable(),
});
export type ShelfLifeRuleView = z.infer<typeof ruleView>;

export const shelfLifeEndpoints = {
  listShelfLifeRules: reading({
    path: "/shelf-life-rules",
    summary: "What is asked to be left of the shelf life on arrival: of everybody, and by a party",
    tag: "shelf life",
    query: z.object({ party: codeSchema }),
    response: z.object({ ofAll: z.array(z.object(ruleFields)), items: z.array(ruleView) }),
  }),
  setShelfLifeRule: commanding({
    path: "/shelf-life-rules",
    summary:
      "Ask so much shelf life on arrival, for an item or a category, in place of what was asked before",
    tag: "shelf life",
    body: z.strictObject({
      partyId: idOf("party"),
      itemId: itemIdSchema,
      leastDays: shelfLifeDaysSchema.optional(),
      leastPerCent: perCentSchema.optional(),
    }),
    response: ruleView,
  }),
  retireShelfLifeRule: commanding({
    path: "/shelf-life-rules/retire",
    summary: "Ask nothing more for an item or a category than is asked of everybody",
    tag: "shelf life",
    body: z.strictObject({ partyId: idOf("party"), itemId: itemIdSchema }),
    response: ruleView,
  }),
};
