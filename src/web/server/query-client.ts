import { QueryClient } from "@tanstack/react-query";
import { RefusedReadingError } from "./connection.ts";

/** A refusal is an answer: asking again would bring the same. Only a broken connection is tried again, so often. */
export function openQueryClient({ triesAgainMax = 2 } = {}): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => !(error instanceof RefusedReadingError) && failures < triesAgainMax,
        staleTime: 10_000,
        refetchOnWindowFocus: false,
      },
    },
  });
}
