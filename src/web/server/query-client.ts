import { QueryClient } from "@tanstack/react-query";
import { RefusedReadingError } from "./connection.ts";

/** A refusal is an answer: asking again would bring the same. Only a broken connection is tried twice more. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => !(error instanceof RefusedReadingError) && failures < 2,
      staleTime: 10_000,
      refetchOnWindowFocus: false,
    },
  },
});
