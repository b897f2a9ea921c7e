import { useInfiniteQuery, type UseQueryResult } from "@tanstack/react-query";

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
  readonly fetchMore: () => void;
}

/** The pages of a list that have been asked for so far. `readPage` gets the part of the query that says where to go on. */
export function usePages<Item>(
  key: readonly (string | null)[],
  readPage: (cursor: { readonly cursor?: string }) => Promise<Page<Item>>,
): Pages<Item> {
  const query = useInfiniteQuery({
    queryKey: ["pages", ...key],
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
    fetchMore: () => void query.fetchNextPage(),
  };
}
