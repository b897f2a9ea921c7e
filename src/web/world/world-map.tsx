import { type ComponentProps, lazy, Suspense, use } from "react";
import { browser } from "react-dom";
import type { FlowMap as Map } from "./flow-map.tsx";
import { MapOnItsWay } from "./map-on-its-way.tsx";

const FlowMap = lazy(async () => ({ default: (await import("./flow-map.tsx")).FlowMap }));

/** The map of flows, when it has come: outlines and lines are many times what the page's figures are, which the server draws. */
export function WorldMap(asked: ComponentProps<typeof Map>) {
  return (
    <Suspense fallback={<MapOnItsWay />}>
      <Drawn {...asked} />
    </Suspense>
  );
}

function Drawn(asked: ComponentProps<typeof Map>) {
  use(browser("the map"));
  return <FlowMap {...asked} />;
}
