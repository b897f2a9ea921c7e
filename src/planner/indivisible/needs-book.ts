import type { ProgramLayout } from "./assignment-program.ts";
import type { FoundNeeds, GoodsDraw } from "./find-needs.ts";
import type { AssignmentProblem } from "./problem.ts";

/** What is left of facilities and goods while units are sent one after the other. */
export interface NeedsBook {
  /** Whether a way can have what it asks for out of what is left; if so it has it now. */
  readonly take: (way: number) => boolean;
}

/**
 * Opens a book in which nothing is taken yet. A unit gets its goods by the sendings that arrive first; so what it was given for its
 * deadline stays enough for the deadlines of the others. @mutates values: choices and sendings of the program's columns.
 */
export function openNeedsBook(
  problem: AssignmentProblem,
  found: FoundNeeds,
  { layout, values }: { readonly layout: ProgramLayout; readonly values: Float64Array },
): NeedsBook {
  const { ways, needs } = found;
  const goodsBook = openGoodsBook(found, { layout, values });
  const used = new Map<string, number>();
  const eachPeriod = (j: number, facility: number) => {
    const { arrive, call } = ways[j]!;
    const stay = problem.calls[call]!.stayPeriods;
    return Array.from({ length: stay }, (_, i) => `${facility} ${arrive + i}`);
  };
  const use = (j: number, facility: number, amount: number): boolean => {
    const names = eachPeriod(j, facility);
    const capacity = problem.facilities[facility]!.capacity ?? Infinity;
    if (names.some((name) => (used.get(name) ?? 0) + amount > capacity)) return false;
    for (const name of names) used.set(name, (used.get(name) ?? 0) + amount);
    return true;
  };
  return {
    take(j) {
      const undo: (() => void)[] = [];
      const send = (draw: GoodsDraw): boolean => {
        const sent = goodsBook.send(draw);
        for (const { at, units } of sent) undo.push(() => goodsBook.move(at, -units));
        return sent.reduce((sum, { units }) => sum + units, 0) === draw.quantity;
      };
      const occupy = (facility: number, amount: number): boolean => {
        if (!use(j, facility, amount)) return false;
        undo.push(() => void use(j, facility, -amount));
        return true;
      };
      const { uses, choices, goods } = needs[j]!;
      const isThere =
        uses.every(({ facility, amount }) => occupy(facility, amount)) &&
        goods.every(send) &&
        choices.every(({ use: { facility, amount }, draw }, i) => {
          if (occupy(facility, amount)) return true;
          if (!send(draw)) return false;
          values[layout.choiceOf[j]! + i] = 1;
          undo.push(() => {
            values[layout.choiceOf[j]! + i] = 0;
          });
          return true;
        });
      if (!isThere) for (const back of undo.toReversed()) back();
      return isThere;
    },
  };
}

/** What is left of supplies and capacities. @mutates values: sendings of the program's columns */
function openGoodsBook(
  { arrays, columns, canBind }: FoundNeeds,
  { layout, values }: { readonly layout: ProgramLayout; readonly values: Float64Array },
) {
  const left = arrays === null ? new Float64Array(0) : arrays.rowBound.slice();
  const sendingsOf = new Map<number, number[]>();
  columns.forEach((j, at) => {
    const group = arrays!.columnDemand[j]!;
    const own = sendingsOf.get(group);
    if (own === undefined) sendingsOf.set(group, [at]);
    else own.push(at);
  });
  for (const own of sendingsOf.values()) {
    own.sort((a, b) => arrays!.columnArrive[columns[a]!]! - arrays!.columnArrive[columns[b]!]! || a - b);
  }
  const move = (at: number, units: number) => {
    const j = columns[at]!;
    values[layout.firstSending + at]! += units;
    for (let e = arrays!.entryStart[j]!; e < arrays!.entryStart[j + 1]!; e++) {
      left[arrays!.entryRow[e]!]! -= units * arrays!.entryRate[e]!;
    }
  };
  const roomOf = (at: number): number => {
    const j = columns[at]!;
    let room = Infinity;
    for (let e = arrays!.entryStart[j]!; e < arrays!.entryStart[j + 1]!; e++) {
      const row = arrays!.entryRow[e]!;
      if (canBind[row] === 1) room = Math.min(room, Math.floor(left[row]! / arrays!.entryRate[e]!));
    }
    return room;
  };
  return {
    move,
    /** Sends as much of what is asked as there is room for, by what arrives first; returns what was sent by which sending. */
    send({
      group,
      quantity,
      deadline,
    }: GoodsDraw): readonly { readonly at: number; readonly units: number }[] {
      const sent: { at: number; units: number }[] = [];
      let open = quantity;
      for (const at of sendingsOf.get(group) ?? []) {
        if (open === 0 || arrays!.columnArrive[columns[at]!]! > deadline) break;
        const units = Math.min(open, roomOf(at));
        if (units <= 0) continue;
        move(at, units);
        sent.push({ at, units });
        open -= units;
      }
      return sent;
    },
  };
}
