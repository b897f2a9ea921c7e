import { SHELF_LIFE_DAYS_MAX } from "#core/shelf-life/shelf-life.ts";
import { z } from "zod";
import { type Id, isId } from "#core/id.ts";
import { isQuantity, type Quantity } from "#core/quantity.ts";
import { type Day, isDay, isMonth } from "#core/time.ts";

/**
 * The schema of an id of one noun. Text in and out; typed with the noun's brand, which the check stands for.
 */
export function idOf<Noun extends string>(noun: Noun): z.ZodType<Id<Noun>, Id<Noun>> {
  const schema = z
    .string()
    .refine(isId, { message: "uuid" })
    .meta({ format: "uuid", title: `${noun} id` });
  // The refinement is what the brand promises.
  return schema as unknown as z.ZodType<Id<Noun>, Id<Noun>>;
}

/** Whole base units, 1 to 2^53 − 1. */
export const quantitySchema = z
  .int({ error: "positive_whole_number" })
  .positive({ error: "positive_whole_number" })
  .refine(isQuantity, { message: "positive_whole_number" }) as unknown as z.ZodType<Quantity, Quantity>; // refined above

/** Whole base units, 0 to 2^53 − 1. */
export const countSchema = z.int({ error: "whole_number" }).nonnegative({ error: "whole_number" });

/** An existing calendar day, `YYYY-MM-DD`. */
export const daySchema = z
  .string()
  .refine(isDay, { message: "day" })
  .meta({ format: "date" }) as unknown as z.ZodType<Day, Day>; // refined above

/** A month, `YYYY-MM`. */
export const monthSchema = z
  .string()
  .refine(isMonth, { message: "month" })
  .meta({ pattern: "^\\d{4}-\\d{2}$" });

/** A catalogue item's id. */
export const itemIdSchema = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, { message: "item_id" });

/** ISO 3166-1 alpha-3. */
export const countrySchema = z.string().regex(/^[A-Z]{3}$/, { message: "iso_3166_1_alpha_3" });

/** A party's or site's short unique code. */
export const codeSchema = z.string().regex(/^[A-Z0-9][A-Z0-9_-]{1,39}$/, { message: "code" });

/** A name of a party or site: one line, 1 to 120 characters, no control characters. */
export const nameSchema = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, { message: "one_line" });

/** GS1 application identifier 10: lot number. */
export const lotNumberSchema = z
  .string()
  .regex(/^[!-"%-/0-9:-?A-Z_a-z]{1,20}$/, { message: "gs1_lot_number" });

/** A name of a scenario or an emergency: lower-case words. */
export const slugSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { message: "slug" });

/** Days of shelf life that a rule asks to be left on arrival. */
export const shelfLifeDaysSchema = z.int().min(1).max(SHELF_LIFE_DAYS_MAX);

/** A share, in per cent. */
export const perCentSchema = z.int().min(1).max(100);

/** When something happened, as precisely as known: a day, a month, or a span of months `YYYY-MM/YYYY-MM`. */
export const occurredSchema = z
  .string()
  .refine((text) => isDay(text) || isMonth(text) || text.split("/").every(isMonth), { message: "occurred" });

/** An instant as answered: ISO 8601, UTC. */
export const instantSchema = z.string().meta({ format: "date-time" });

/** Query of every list: where to go on from, and how many at most. */
export const pageQuery = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
};

/** A page of a list. `nextCursor` is `null` on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
