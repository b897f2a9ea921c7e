/** Lets so much work in at once, so much wait, and turns the rest away. */
export interface Gate {
  /** What `work` gives, when its turn has come; `undefined` at once where too many wait already. */
  readonly run: <Value>(work: () => Promise<Value>) => Promise<{ readonly value: Value } | undefined>;
}

/** Opens a gate. Who waits is let in in the order in which they came. */
export function openGate(bounds: { readonly atOnceMax: number; readonly waitingMax: number }): Gate {
  const waiting: (() => void)[] = [];
  let atWork = 0;
  return {
    run: async (work) => {
      if (atWork >= bounds.atOnceMax) {
        if (waiting.length >= bounds.waitingMax) return undefined;
        // Whoever leaves hands the place over, so that nobody gets in between.
        await new Promise<void>((enter) => waiting.push(enter));
      } else {
        atWork += 1;
      }
      try {
        return { value: await work() };
      } finally {
        const next = waiting.shift();
        if (next === undefined) atWork -= 1;
        else next();
      }
    },
  };
}
