import { createMemoryHistory, createRouter } from "@tanstack/react-router";
import { Loading } from "./display/states.tsx";
import { PageFailure } from "./frame/page-failure.tsx";
import { routeTree } from "./routes.tsx";

/** The way through all pages. `address`: where it begins on a server; a browser has its own. */
export function openPages(address?: string) {
  return createRouter({
    routeTree,
    defaultPendingComponent: Loading,
    defaultErrorComponent: PageFailure,
    ...(address === undefined
      ? { scrollRestoration: true }
      : { history: createMemoryHistory({ initialEntries: [address] }), isServer: true }),
    // Values are plain text in the address: readable, and the same as the interface's own.
    parseSearch: (query) => Object.fromEntries(new URLSearchParams(query)),
    stringifySearch: (search) => {
      const parts = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
      const query = new URLSearchParams(parts.map(([name, value]) => [name, String(value)])).toString();
      return query === "" ? "" : `?${query}`;
    },
  });
}

/** The way through all pages. */
export type Pages = ReturnType<typeof openPages>;

declare module "@tanstack/react-router" {
  interface Register {
    router: Pages;
  }
}
