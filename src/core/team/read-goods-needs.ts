import type { StateTeamNeeds } from "./team-needs.ts";

type StatedGoods = NonNullable<StateTeamNeeds["goods"]>;

/**
 * The needs of goods that a text states, `medical_mask|n95_respirator=500/7; examination_gloves=1000`: any of the items, units of them together,
 * and days after the team's arrival (left out: those of its self-sufficiency); or the first part that cannot be read.
 */
export function readGoodsNeeds(
  text: string,
): { readonly ok: true; readonly goods: StatedGoods } | { readonly ok: false; readonly part: string } {
  const goods: StatedGoods[number][] = [];
  for (const part of text.split(/[;；]/).map((one) => one.trim())) {
    if (part === "") continue;
    const found = /^([a-z0-9_|]+) ?= ?(\d{1,10})(?: ?\/ ?(\d{1,4}))?$/.exec(part);
    if (found === null) return { ok: false, part };
    const [, items = "", quantity = "", days] = found;
    const within = days === undefined ? {} : { withinDays: Number(days) };
    goods.push({ items: items.split("|"), quantity: Number(quantity), ...within });
  }
  return { ok: true, goods };
}
