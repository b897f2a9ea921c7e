import { useInfiniteQuery, type UseQueryResult } from "@tanstack/react-query";
import type { FollowView } from "#api/ledger.ts";
import { read, server } from "../server/connection.ts";
import type { Pages } from "../server/use-pages.ts";

/** What an identifier names, with the movements read so far: they come page by page. */
export interface FollowedPages {
  /** Of the first page. */
  readonly query: UseQueryResult<FollowView>;
  readonly chain: Pages<FollowView["chain"][number]>;
}

/** Follows an identifier. */
export function useFollowed(identifier: string): FollowedPages {
  const query = useInfiniteQuery({
    queryKey: ["follow", identifier],
    queryFn: ({ pageParam }) =>
      read(server.follow({ params: { identifier }, query: pageParam === null ? {} : { cursor: pageParam } })),
    initialPageParam: null as string | null, // the first page has no cursor
    getNextPageParam: (last) => last.nextCursor,
  });
  // What Loaded asks of a query is the same for one that has pages; its value is the first of them.
  const shown = { ...query, data: query.data?.pages[0] } as unknown as UseQueryResult<FollowView>;
  return {
    query: shown,
    chain: {
      query: shown,
      items: query.data?.pages.flatMap((page) => page.chain) ?? [],
      hasMore: query.hasNextPage,
      isFetchingMore: query.isFetchingNextPage,
      isStuck: query.isFetchNextPageError,
      fetchMore: () => void query.fetchNextPage(),
    },
  };
}
