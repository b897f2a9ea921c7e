import { existsSync, readFileSync } from "node:fs";
import type { BenchBook } from "./bench-book.ts";

/** How long the database's processes have worked: unlike wall time not the time for which others did. */
export interface ProcessorClock {
  /** From now on the processes of all connections that are open are counted, but for the owner's. */
  readonly watch: () => Promise<void>;
  /** Microseconds on a processor, of all that are watched; 0 where the system does not say (it does on Linux). */
  readonly readMicroseconds: () => number;
}

export function makeProcessorClock({ owner }: BenchBook): ProcessorClock {
  const nanoseconds = new Map<number, number>();
  return {
    watch: async () => {
      const { rows } = await owner.query<{ pid: number }>(
        "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
      );
      nanoseconds.clear();
      for (const { pid } of rows) nanoseconds.set(pid, 0);
    },
    readMicroseconds: () => {
      for (const pid of nanoseconds.keys()) {
        const file = `/proc/${pid}/schedstat`;
        // What a process that has ended did stays counted.
        if (existsSync(file)) nanoseconds.set(pid, Number(readFileSync(file, "utf8").split(" ")[0]));
      }
      return [...nanoseconds.values()].reduce((sum, one) => sum + one, 0) / 1000;
    },
  };
}
