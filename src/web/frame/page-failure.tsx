import type { ErrorComponentProps } from "@tanstack/react-router";
import { LoadFailure } from "../display/states.tsx";

/**
 * What stands where a page could not be drawn: mostly a part of it did not come, on a line that broke. A browser does not ask for such a part
 * again, so that trying again loads all anew.
 */
export function PageFailure({ error }: ErrorComponentProps) {
  const fault = error instanceof Error ? error : new Error("no page", { cause: error });
  return <LoadFailure error={fault} retry={() => window.location.reload()} />;
}
