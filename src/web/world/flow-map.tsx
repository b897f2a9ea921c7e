import { useElementSize } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { geoEqualEarth, type GeoPath, geoPath } from "d3-geo";
import { type ReactNode, useId, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { feature } from "topojson-client";
import outlinesAddress from "world-atlas/countries-110m.json?url";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { SaveButton } from "../picture/save-button.tsx";

import { useNames } from "../server/reference.ts";
import { type Arc, layArcs, type Point } from "./arcs.ts";
import type { Flow } from "./flows.ts";
import { MapOnItsWay } from "./map-on-its-way.tsx";
import { usePlaces } from "./use-world.ts";

type Outlines = Parameters<typeof feature>[0];
type Places = NonNullable<ReturnType<typeof usePlaces>["data"]>["items"];

/** Of the width. */
const HEIGHT_SHARE = 0.47;
/** Degrees by which the map is turned, so that no country but in the far north is cut by its edge. */
const TURNED = -11;
/** ISO 3166-1 numeric of Antarctica, which nobody gives to: without it the rest is larger. */
const LEFT_OUT = "010";

/** A country's outline, with its code where it has one. */
interface Land {
  readonly key: string;
  readonly numeric: string | undefined;
  readonly shape: Parameters<GeoPath>[0];
}

/** Flows as lines on a map of the world, west on the left in every language. The same figures stand in the table beside it. */
export function FlowMap({
  flows,
  unit,
  label,
  name,
}: {
  readonly flows: readonly Flow[];
  readonly unit: string;
  readonly label: string;
  /** Of the file as which the picture is saved. */
  readonly name: string;
}) {
  const places = usePlaces();
  const outlines = useQuery({
    queryKey: ["outlines"],
    queryFn: async () => (await (await fetch(outlinesAddress)).json()) as Outlines, // a file of the build
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (outlines.isPending || places.isPending) return <MapOnItsWay />;
  return (
    <Loaded query={outlines}>
      {(drawn) => (
        <Loaded query={places}>
          {({ items }) => <Drawing outlines={drawn} places={items} {...{ flows, unit, label, name }} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function Drawing({
  outlines,
  places,
  flows,
  unit,
  label,
  name,
}: {
  readonly outlines: Outlines;
  readonly places: Places;
  readonly flows: readonly Flow[];
  readonly unit: string;
  readonly label: string;
  readonly name: string;
}) {
  const { t } = useTranslation();
  const { quantity, list } = useWording();
  const names = useNames();
  const { ref, width } = useElementSize();
  const figure = useRef<HTMLElement>(null);
  const lands = useMemo(() => listLands(outlines), [outlines]);
  const height = Math.round(width * HEIGHT_SHARE);
  const projection = geoEqualEarth()
    .rotate([TURNED, 0])
    .fitExtent(
      [
        [2, 2],
        [Math.max(width - 2, 3), Math.max(height - 2, 3)],
      ],
      { type: "FeatureCollection", features: lands.map(({ shape }) => shape) as never }, // GeoJSON, as it was read
    );
  const gates = new Map(places.map((place) => [place.code, place]));
  const placeOf = (code: string): Point | undefined => {
    const { latitude = null, longitude = null } = gates.get(code) ?? {};
    const point = latitude === null || longitude === null ? null : projection([longitude, latitude]);
    return point ?? undefined;
  };
  const { arcs, undrawn } = layArcs(flows, placeOf);
  const off = [
    ...new Set(undrawn.map((flow) => `${names.party(flow.exporter)} → ${names.party(flow.recipient)}`)),
  ];
  const widest = flows[0];
  return (
    <figure className="picture" ref={figure}>
      <div ref={ref} className="flow-map">
        {width === 0 ? null : (
          <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
            <Lands {...{ lands, places }} path={geoPath(projection)} />
            {arcs.map((arc, index) => (
              <ArcLine
                key={`${arc.flow.exporter} ${arc.flow.recipient} ${arc.flow.terms}`}
                {...{ arc, unit, index }}
              />
            ))}
            <Ends arcs={arcs} />
          </svg>
        )}
      </div>
      {widest === undefined ? null : (
        <p className="note">{t("world.width", { quantity: quantity(widest.units), unit })}</p>
      )}
      {off.length === 0 ? null : <p className="note">{t("world.offMap", { flows: list(off) })}</p>}
      <SaveButton place={figure} name={name} />
    </figure>
  );
}

function listLands(outlines: Outlines): readonly Land[] {
  const found = feature(outlines, outlines.objects["countries"] as never); // as world-atlas names it
  const features = (found as unknown as { features: { id?: string }[] }).features;
  return features
    .filter(({ id }) => id !== LEFT_OUT)
    .map((shape, index) => ({
      key: `${shape.id ?? "none"} ${index}`,
      numeric: shape.id,
      shape: shape as unknown as Land["shape"], // a GeoJSON feature
    }));
}

/** The outlines; those of the least developed countries are hatched, so that it is not colour alone that marks them. */
function Lands({
  lands,
  places,
  path,
}: {
  readonly lands: readonly Land[];
  readonly places: Places;
  readonly path: GeoPath;
}): ReactNode {
  const names = useNames();
  const id = useId();
  const codes = new Map(places.map(({ numeric, code }) => [numeric, code]));
  return (
    <>
      <pattern id={id} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="4" height="4" className="land-ground" />
        <line x1="1" x2="1" y1="0" y2="4" className="land-hatch" />
      </pattern>
      {lands.map(({ key, numeric, shape }) => {
        const code = codes.get(numeric ?? "");
        const isHatched = code !== undefined && names.isLeastDeveloped(code);
        return (
          <path
            key={key}
            d={path(shape) ?? ""}
            className="land"
            style={isHatched ? { fill: `url("#${id}")` } : undefined}
          >
            {code === undefined ? null : <title>{names.party(code)}</title>}
          </path>
        );
      })}
    </>
  );
}

function ArcLine({ arc, unit, index }: { readonly arc: Arc; readonly unit: string; readonly index: number }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const { exporter, recipient, terms, units } = arc.flow;
  return (
    <path
      className="flow-arc"
      data-terms={arc.group}
      d={arc.path}
      strokeWidth={arc.width}
      // Else the gaps of all lines from one place would make rings around it.
      strokeDashoffset={index * 7}
    >
      <title>
        {`${names.party(exporter)} → ${names.party(recipient)}\n${quantity(units)} ${unit}, ${t(`terms.${terms}`)}`}
      </title>
    </path>
  );
}

/** Where lines begin (a square) and end (a dot). */
function Ends({ arcs }: { readonly arcs: readonly Arc[] }) {
  const names = useNames();
  const givers = new Map(arcs.map(({ flow, from }) => [flow.exporter, from]));
  const recipients = new Map(arcs.map(({ flow, to }) => [flow.recipient, to]));
  return (
    <>
      {[...recipients].map(([code, [x, y]]) => (
        <circle key={code} cx={x} cy={y} r={2.6} className="flow-end">
          <title>{names.party(code)}</title>
        </circle>
      ))}
      {[...givers].map(([code, [x, y]]) => (
        <rect key={code} x={x - 4} y={y - 4} width={8} height={8} className="flow-end">
          <title>{names.party(code)}</title>
        </rect>
      ))}
    </>
  );
}
