import type { ProgramLayout } from "./assignment-program.ts";
import type { FoundNeeds } from "./find-needs.ts";
import type { AssignmentProblem, MetNeed, NeedSending } from "./problem.ts";

/**
 * Returns by which sendings the needs that goods meet are met, of solved columns: in each group what arrives first goes to what is due first,
 * and what everybody can have comes by the column that says so. Indices are those of the (ordered) problem. In the order of groups,
 * deadlines, units. O(needs × sendings of a group).
 */
export function listNeedSendings(
  problem: AssignmentProblem,
  {
    found,
    layout,
    met,
  }: { readonly found: FoundNeeds; readonly layout: ProgramLayout; readonly met: readonly MetNeed[] },
  values: Float64Array,
): readonly NeedSending[] {
  const { ways, needs, arrays, columns, easyColumn } = found;
  if (arrays === null) return [];
  const byGoods = new Set(met.filter(({ by }) => by === "goods").map(({ unit, need }) => `${unit} ${need}`));
  const left = new Map<number, { readonly column: number; units: number }[]>();
  columns.forEach((column, at) => {
    const units = values[layout.firstSending + at]!;
    const group = arrays.columnDemand[column]!;
    if (units <= 0) return;
    const own = left.get(group);
    if (own === undefined) left.set(group, [{ column, units }]);
    else own.push({ column, units });
  });
  for (const own of left.values()) {
    own.sort(
      (a, b) => arrays.columnArrive[a.column]! - arrays.columnArrive[b.column]! || a.column - b.column,
    );
  }
  const sendings: NeedSending[] = [];
  const send = (to: { unit: number; need: number }, column: number, quantity: number) => {
    sendings.push({
      ...to,
      supply: arrays.columnSupply[column]!,
      lane: arrays.columnLane[column]!,
      departPeriod: arrays.columnDepart[column]!,
      arrivePeriod: arrays.columnArrive[column]!,
      quantity,
    });
  };
  const taken = [...ways.keys()].filter((j) => values[j] === 1);
  const due = taken.flatMap((j) => {
    const { unit } = ways[j]!;
    return [...needs[j]!.goods, ...needs[j]!.choices.map(({ draw }) => draw)].map((draw) => ({
      unit,
      ...draw,
    }));
  });
  due.sort((a, b) => a.group - b.group || a.deadline - b.deadline || a.unit - b.unit || a.need - b.need);
  for (const { unit, need, group, quantity } of due) {
    if (!byGoods.has(`${unit} ${need}`)) continue;
    let open = quantity;
    for (const one of left.get(group) ?? []) {
      const units = Math.min(open, one.units);
      if (units === 0) continue;
      send({ unit, need }, one.column, units);
      one.units -= units;
      open -= units;
    }
  }
  for (const j of taken) {
    const { unit } = ways[j]!;
    for (const { need, group } of needs[j]!.settled) {
      if (group < 0 || !byGoods.has(`${unit} ${need}`)) continue;
      send({ unit, need }, easyColumn[group]!, problem.units[unit]!.needs[need]!.quantity);
    }
  }
  return sendings;
}
