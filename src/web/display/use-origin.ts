import { useSyncExternalStore } from "react";

const neverChanges = () => () => undefined;

/** Origin of this site. Empty while the page is as the server drew it, which people reach under more than one name. */
export function useOrigin(): string {
  return useSyncExternalStore(
    neverChanges,
    () => window.location.origin,
    () => "",
  );
}
