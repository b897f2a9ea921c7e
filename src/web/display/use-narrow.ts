import { createContext, use, useSyncExternalStore } from "react";

/** Whether the server that drew the page took the device for a telephone. */
export const PhoneContext = createContext(false);

/**
 * True where the window is at most so many pixels wide. While the page is as the server drew it, what the server took the device for:
 * it cannot know.
 */
export function useNarrow(pixelsMax: number): boolean {
  const isPhone = use(PhoneContext);
  const query = `(max-width: ${pixelsMax}px)`;
  return useSyncExternalStore(
    (tell) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", tell);
      return () => list.removeEventListener("change", tell);
    },
    () => window.matchMedia(query).matches,
    () => isPhone,
  );
}
