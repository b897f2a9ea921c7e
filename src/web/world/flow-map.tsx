import { useElementSize } from "@mantine/hooks";
import { type ReactNode, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { SaveButton } from "../picture/save-button.tsx";

import { useNames } from "../server/reference.ts";
import { type Arc, layArcs, type Point } from "./arcs.ts";
import type { Flow } from "./flows.ts";
import { MapOnItsWay } from "./map-on-its-way.tsx";
import { DRAWN_WIDTH } from "./drawn-outlines.ts";
import { LANDS, placeOnMap } from "./outlines.ts";
import { usePlaces } from "./use-world.ts";

type Places = NonNullable<ReturnType<typeof usePlaces>["data"]>["items"];

/** Of the width. */
const HEIGHT_SHARE = 0.47;

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
  if (places.isPending) return <MapOnItsWay />;
  return (
    <Loaded query={places}>
      {({ items }) => <Drawing places={items} {...{ flows, unit, label, name }} />}
    </Loaded>
  );
}

function Drawing({
  places,
  flows,
  unit,
  label,
  name,
}: {
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
  const height = Math.round(width * HEIGHT_SHARE);
  const scale = width / DRAWN_WIDTH;
  const gates = new Map(places.map((place) => [place.code, place]));
  const placeOf = (code: string): Point | undefined => {
    const { latitude = null, longitude = null } = gates.get(code) ?? {};
    const point = latitude === null || longitude === null ? undefined : placeOnMap(longitude, latitude);
    return point === undefined ? undefined : [point[0] * scale, point[1] * scale];
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
            <Lands {...{ places, scale }} />
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

/** The outlines; those of the least developed countries are hatched, so that it is not colour alone that marks them. */
function Lands({
  places,
  scale,
}: {
  readonly places: Places;
  /** Pixels of the page for one of the outlines. */
  readonly scale: number;
}): ReactNode {
  const names = useNames();
  const id = useId();
  const codes = new Map(places.map(({ numeric, code }) => [numeric, code]));
  return (
    <g transform={`scale(${scale})`}>
      <pattern
        id={id}
        width="4"
        height="4"
        patternUnits="userSpaceOnUse"
        patternTransform={`scale(${1 / scale}) rotate(45)`}
      >
        <rect width="4" height="4" className="land-ground" />
        <line x1="1" x2="1" y1="0" y2="4" className="land-hatch" />
      </pattern>
      {LANDS.map(({ numeric, path }) => {
        const code = codes.get(numeric ?? "");
        const isHatched = code !== undefined && names.isLeastDeveloped(code);
        return (
          <path
            key={path}
            d={path}
            className="land"
            vectorEffect="non-scaling-stroke"
            style={isHatched ? { fill: `url("#${id}")` } : undefined}
          >
            {code === undefined ? null : <title>{names.party(code)}</title>}
          </path>
        );
      })}
    </g>
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
