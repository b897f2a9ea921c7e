import {
  type InfiniteData,
  useInfiniteQuery,
  useQueryClient,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useEffect } from "react";

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A list that goes on by cursor. */
export interface Pages<Item> {
  readonly query: UseQueryResult<unknown>;
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  readonly isFetchingMore: boolean;
  /** The next page was asked for and did not come. */
  readonly isStuck: boolean;
  readonly fetchMore: () => void;
}

/** Pages that are kept for who comes back to a list: all that are kept are asked for again then, one after another. */
const KEPT_PAGES = 5;

/** The pages of a list that have been asked for so far. `readPage` gets the part of the query that says where to go on. */
export function usePages<Item>(
  key: readonly (string | null)[],
  readPage: (cursor: { readonly cursor?: string }) => Promise<Page<Item>>,
): Pages<Item> {
  const queryKey = ["pages", ...key];
  const queryClient = useQueryClient();
  useEffect(
    () => () => {
      queryClient.setQueryData<InfiniteData<unknown>>(queryKey, (data) =>
        data === undefined || data.pages.length <= KEPT_PAGES
          ? data
          : { pages: data.pages.slice(0, KEPT_PAGES), pageParams: data.pageParams.slice(0, KEPT_PAGES) },
      );
    },
    // The key is another list at every drawing, of the same texts.
    [queryClient, queryKey.join(" ")],
  );
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => readPage(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null, // the first page has no cursor
    getNextPageParam: (last) => last.nextCursor,
  });
  return {
    // What Loaded asks of a query is the same for one that has pages.
    query: query as unknown as UseQueryResult<unknown>,
    items: query.data?.pages.flatMap((page) => page.items) ?? [],
    hasMore: query.hasNextPage,
    isFetchingMore: query.isFetchingNextPage,
    isStuck: query.isFetchNextPageError,
    fetchMore: () => void query.fetchNextPage(),
  };
}
