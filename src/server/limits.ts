/** How many are let in at once, how many wait for it, and how long each at most. */
export interface DoorBounds {
  readonly atOnceMax: number;
  readonly waitingMax: number;
  readonly waitMaxMs: number;
}

/** What a server takes on, and how long it waits for whom. */
export interface ServerLimits {
  /** Requests under way in all, whatever they ask for: each holds a body of a mebibyte at most. */
  readonly requestsMax: number;
  /** Connections in all; beyond them, the system's queue. */
  readonly connectionsMax: number;
  /** Requests on one connection, after which it is closed: who has it for long makes room for others. */
  readonly requestsPerConnectionMax: number;
  /** The head of a request, and all of it, have to be there so many milliseconds after its first byte. */
  readonly headWithinMs: number;
  readonly requestWithinMs: number;
  /** How often that is looked at, milliseconds. */
  readonly lookEveryMs: number;
  /** An answer of which nothing has been taken for so long is given up, milliseconds; and one that is not taken whole. */
  readonly stalledMs: number;
  readonly answerWithinMs: number;
  readonly readings: DoorBounds;
  readonly heavyReadings: DoorBounds;
  readonly trials: DoorBounds;
  readonly plans: DoorBounds;
  readonly commands: DoorBounds;
  readonly passwords: DoorBounds;
  readonly logFiles: DoorBounds;
  readonly drawings: DoorBounds;
  /** When the event loop is late by more than this on average, milliseconds, further requests are turned away for a moment. */
  readonly eventLoopDelayMaxMs: number;
  /** By how much threads that hash stand back behind everything else (`nice`), 0 to 19. */
  readonly hashNiceness: number;
}

/**
 * The product's. The pool has ten connections: heavy readings and the log's files leave some to everything else. Trials
 * take a thread and a core each; so does a password's hash, of which {@link passwords} has as many as there are threads.
 */
export const LIMITS: ServerLimits = {
  requestsMax: 1500,
  connectionsMax: 4000,
  requestsPerConnectionMax: 1000,
  headWithinMs: 15_000,
  // A mebibyte takes that long at 9 kilobytes a second.
  requestWithinMs: 120_000,
  lookEveryMs: 5000,
  stalledMs: 30_000,
  answerWithinMs: 300_000,
  readings: { atOnceMax: 8, waitingMax: 400, waitMaxMs: 20_000 },
  heavyReadings: { atOnceMax: 5, waitingMax: 100, waitMaxMs: 30_000 },
  trials: { atOnceMax: 2, waitingMax: 10, waitMaxMs: 120_000 },
  plans: { atOnceMax: 2, waitingMax: 10, waitMaxMs: 120_000 },
  commands: { atOnceMax: 6, waitingMax: 200, waitMaxMs: 20_000 },
  passwords: { atOnceMax: 4, waitingMax: 256, waitMaxMs: 45_000 },
  logFiles: { atOnceMax: 2, waitingMax: 100, waitMaxMs: 30_000 },
  // They take the thread, and every browser can do without: whoever would wait lets its scripts draw.
  drawings: { atOnceMax: 2, waitingMax: 2, waitMaxMs: 500 },
  eventLoopDelayMaxMs: 3000,
  // A quarter of a core that others want too, all of one that nobody wants.
  hashNiceness: 5,
};
