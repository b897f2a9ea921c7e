import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import topology from "world-atlas/countries-110m.json" with { type: "json" };

/** The size in which the world is drawn; pages show it larger or smaller. */
export const DRAWN_WIDTH = 1000;
const DRAWN_HEIGHT = 470;
/** Degrees by which the map is turned, so that no country but in the far north is cut by its edge. */
export const TURNED = -11;
/** ISO 3166-1 numeric of Antarctica, which nobody gives to: without it the rest is larger. */
const LEFT_OUT = "010";

/** A country's outline. */
export interface Land {
  /** ISO 3166-1 numeric, where it has one. */
  readonly numeric: string | null;
  /** An SVG path, in a drawing {@link DRAWN_WIDTH} wide. */
  readonly path: string;
}

/** The world as it is drawn, and by which projection: places are put on it by the same. */
export interface DrawnOutlines {
  readonly scale: number;
  readonly translate: readonly [x: number, y: number];
  readonly lands: readonly Land[];
}

/**
 * The outlines of the world (Natural Earth 1 : 110 million) in the Equal Earth projection. Browsers get what this makes, not what makes
 * it: it is 100 ms of work on a telephone, always with the same result (vite.config.ts).
 */
export function drawOutlines(): DrawnOutlines {
  const world = topology as unknown as Parameters<typeof feature>[0]; // as world-atlas describes its file
  const found = feature(world, world.objects["countries"] as never);
  const { features } = found as unknown as { features: { id?: string }[] };
  const shapes = features.filter(({ id }) => id !== LEFT_OUT);
  const all = { type: "FeatureCollection", features: shapes } as never; // GeoJSON, as it was read
  const projection = geoEqualEarth()
    .rotate([TURNED, 0])
    .fitExtent(
      [
        [2, 2],
        [DRAWN_WIDTH - 2, DRAWN_HEIGHT - 2],
      ],
      all,
    );
  const draw = geoPath(projection).digits(1);
  return {
    scale: projection.scale(),
    translate: projection.translate(),
    lands: shapes.map((shape) => ({ numeric: shape.id ?? null, path: draw(shape as never) ?? "" })),
  };
}
