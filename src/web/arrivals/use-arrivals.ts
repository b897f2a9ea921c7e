import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { SCANNER_PARTS } from "../scan/scanner.tsx";
import { read, server } from "../server/connection.ts";
import { useLanguage } from "../server/reference.ts";
import { keepNames } from "../waiting/keep-names.ts";
import { useKept } from "../waiting/use-kept.ts";

/** What a person may receive, as the server says it, or as it said it when it last answered. */
export function useArrivals(userId: string) {
  return useKept(["arrivals", userId], () => read(server.listArrivals({})));
}

const PAGES = ["/desk/arrivals", "/desk/arrivals/$consignmentId", "/desk/scan"] as const;

/** What these pages fetch beforehand, so that all of them open without a network. */
export function useArrivalParts(): readonly (() => Promise<unknown>)[] {
  const router = useRouter();
  const queryClient = useQueryClient();
  const language = useLanguage();
  return useMemo(
    () => [
      ...PAGES.map((path) => async () => await router.loadRouteChunk(router.routesByPath[path])),
      ...SCANNER_PARTS,
      async () => await keepNames(queryClient, language),
    ],
    [router, queryClient, language],
  );
}
