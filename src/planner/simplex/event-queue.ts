/**
 * The next of many times: a binary heap with the place of each member, so that a time can be changed.
 * Equal times come in order of member. Every operation O(log members).
 */
export interface EventQueue {
  /** Sets or changes the time of a member; Infinity takes it out. */
  set(member: number, time: number): void;
  /** The member of the least time, −1 when there is none. */
  first(): number;
  /** Its time; Infinity when there is none. */
  firstTime(): number;
}

export function createEventQueue(members: number): EventQueue {
  const heap = new Int32Array(members);
  const place = new Int32Array(members).fill(-1);
  const time = new Float64Array(members).fill(Infinity);
  let count = 0;
  const isBefore = (a: number, b: number): boolean => time[a]! < time[b]! || (time[a] === time[b] && a < b);
  const rise = (member: number, from: number): void => {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = heap[parent]!;
      if (!isBefore(member, other)) break;
      heap[at] = other;
      place[other] = at;
      at = parent;
    }
    heap[at] = member;
    place[member] = at;
  };
  const sink = (member: number, from: number): void => {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && isBefore(heap[child + 1]!, heap[child]!)) child++;
      const other = heap[child]!;
      if (!isBefore(other, member)) break;
      heap[at] = other;
      place[other] = at;
      at = child;
    }
    heap[at] = member;
    place[member] = at;
  };
  const remove = (member: number): void => {
    const at = place[member]!;
    if (at < 0) return;
    place[member] = -1;
    time[member] = Infinity;
    const last = heap[--count]!;
    if (last === member) return;
    if (at > 0 && isBefore(last, heap[(at - 1) >> 1]!)) rise(last, at);
    else sink(last, at);
  };
  return {
    set(member, next) {
      if (next === Infinity) {
        remove(member);
        return;
      }
      const before = time[member]!;
      time[member] = next;
      const at = place[member]!;
      if (at < 0) rise(member, count++);
      else if (next < before) rise(member, at);
      else sink(member, at);
    },
    first: () => (count > 0 ? heap[0]! : -1),
    firstTime: () => (count > 0 ? time[heap[0]!]! : Infinity),
  };
}
