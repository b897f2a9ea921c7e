import { type DehydratedState, hydrate, type QueryClient } from "@tanstack/react-query";

/** What the server that drew the page leaves for its scripts (`draw-page.tsx`). */
interface DrawnState {
  /** Path and query. */
  readonly address: string;
  readonly language: string;
  readonly isPhone: boolean;
  /** Whether more texts stand in it than those of the first pages. */
  readonly needsEveryText: boolean;
  readonly readings: DehydratedState;
}

/** What the server left with the page; `undefined` where it left the drawing to the scripts, or drew another address. */
export function readDrawnState(): DrawnState | undefined {
  const text = document.getElementById("drawn")?.textContent;
  if (text === undefined || text === "") return undefined;
  const drawn = JSON.parse(text) as DrawnState; // our own server's
  return drawn.address === window.location.pathname + window.location.search ? drawn : undefined;
}

/** Takes over the readings that the page was drawn from. They are as old as the page: by this device's clock, which may be wrong, of now. */
export function takeReadings(queryClient: QueryClient, { queries, ...rest }: DehydratedState): void {
  const now = Date.now();
  const current = queries.map((query) => ({ ...query, state: { ...query.state, dataUpdatedAt: now } }));
  hydrate(queryClient, { ...rest, queries: current });
}
