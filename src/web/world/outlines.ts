import { geoEqualEarth } from "d3-geo";
import type { Point } from "./arcs.ts";
import { drawOutlines, type Land, TURNED } from "./drawn-outlines.ts";

const { scale, translate, lands } = drawOutlines();
const projection = geoEqualEarth()
  .rotate([TURNED, 0])
  .scale(scale)
  .translate([...translate]);

/** Outlines of countries, as SVG paths in a drawing `DRAWN_WIDTH` wide. */
export const LANDS: readonly Land[] = lands;

/** Where on the drawing a place is, of which the degrees east and north are given; `undefined` where it does not have it. */
export function placeOnMap(longitude: number, latitude: number): Point | undefined {
  return projection([longitude, latitude]) ?? undefined;
}
