import type { OverloadedRefusal } from "#api/server-refusals.ts";
import type { DoorBounds } from "./limits.ts";

/** Lets so much work in at once, so much wait, and turns the rest away. */
export interface Gate {
  /** Whether one more would be turned away at this moment. */
  readonly isFull: () => boolean;
  /**
   * What `work` gives, when its turn has come; else why it was not begun: too many wait already, or it has waited for too long.
   * Whoever has gone (`signal`) makes room, and is told the same.
   */
  readonly run: <Value>(
    work: () => Promise<Value>,
    signal?: AbortSignal,
  ) => Promise<{ readonly isDone: true; readonly value: Value } | NotBegun>;
  /** What is said to who is turned away. */
  readonly refuse: () => OverloadedRefusal;
}

interface NotBegun {
  readonly isDone: false;
  readonly refusal: OverloadedRefusal;
}

/** Somebody is asked to come again after so many seconds, by how long those take who wait already. */
const RETRY_AFTER_SECONDS_MIN = 2;
const RETRY_AFTER_SECONDS_MAX = 60;

/** Weight of the newest piece of work in the mean duration. */
const NEWEST_WEIGHT = 0.1;

/** Opens a gate. Who waits is let in in the order in which they came. */
export function openGate(bounds: DoorBounds): Gate {
  const waiting: ((mayEnter: boolean) => void)[] = [];
  let atWork = 0;
  let meanMs = 0;
  const expectWaitMs = () => (waiting.length * meanMs) / bounds.atOnceMax;
  // Nobody is let wait who would most likely be turned away in the end.
  const isFull = () =>
    atWork >= bounds.atOnceMax && (waiting.length >= bounds.waitingMax || expectWaitMs() > bounds.waitMaxMs);
  const refuse = (): OverloadedRefusal => {
    const seconds = Math.ceil(expectWaitMs() / 1000);
    const retryAfterSeconds = Math.min(RETRY_AFTER_SECONDS_MAX, Math.max(RETRY_AFTER_SECONDS_MIN, seconds));
    return { code: "overloaded", retryAfterSeconds };
  };
  const waitForTurn = async (signal?: AbortSignal): Promise<boolean> =>
    await new Promise<boolean>((resolve) => {
      const enter = (mayEnter: boolean): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", leave);
        resolve(mayEnter);
      };
      const leave = (): void => {
        const place = waiting.indexOf(enter);
        if (place === -1) return;
        waiting.splice(place, 1);
        enter(false);
      };
      const timer = setTimeout(leave, bounds.waitMaxMs);
      timer.unref();
      signal?.addEventListener("abort", leave);
      waiting.push(enter);
    });
  const work = async <Value>(begin: () => Promise<Value>): Promise<Value> => {
    const begunMs = performance.now();
    try {
      return await begin();
    } finally {
      const tookMs = performance.now() - begunMs;
      meanMs = meanMs === 0 ? tookMs : meanMs + NEWEST_WEIGHT * (tookMs - meanMs);
      const next = waiting.shift();
      if (next === undefined) atWork -= 1;
      // Whoever leaves hands the place over, so that nobody gets in between.
      else next(true);
    }
  };
  return {
    isFull,
    refuse,
    run: async (begin, signal) => {
      if (isFull() || signal?.aborted === true) return { isDone: false, refusal: refuse() };
      if (atWork < bounds.atOnceMax) atWork += 1;
      else if (!(await waitForTurn(signal))) return { isDone: false, refusal: refuse() };
      return { isDone: true, value: await work(begin) };
    },
  };
}

/** The doors of a server, one for each kind of work, so that none keeps the others from theirs. */
export type Gates = Readonly<Record<Door, Gate>>;
export type Door =
  | "readings"
  | "heavyReadings"
  | "trials"
  | "plans"
  | "commands"
  | "passwords"
  | "logFiles"
  | "drawings";

/** Opens all doors of a server. */
export function openGates(limits: Readonly<Record<Door, DoorBounds>>): Gates {
  return {
    readings: openGate(limits.readings),
    heavyReadings: openGate(limits.heavyReadings),
    trials: openGate(limits.trials),
    plans: openGate(limits.plans),
    commands: openGate(limits.commands),
    passwords: openGate(limits.passwords),
    logFiles: openGate(limits.logFiles),
    drawings: openGate(limits.drawings),
  };
}
