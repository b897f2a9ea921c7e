import type { ProblemDetails } from "#api/client.ts";

/** What everything that waits on this device until the server has taken it has in common. */
export interface WaitingState {
  /** What it is about: of one thing, one waits. */
  readonly key: string;
  /** Who saved it: nobody else sends it. */
  readonly userId: string;
  /** Made when it was saved: however often it is sent, it is done once. */
  readonly commandId: string;
  /** Milliseconds since 1970: what waits is sent in the order in which it was saved. */
  readonly savedAt: number;
  /** True from the first attempt on until the server has answered: it may have arrived, and must not be changed. */
  readonly isAttempted: boolean;
  /** Why the server did not accept it; then it waits for a person, not for a connection. */
  readonly problem: ProblemDetails | null;
}
