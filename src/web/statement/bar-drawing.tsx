import { useElementSize } from "@mantine/hooks";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useWording } from "../display/wording.ts";
import { SaveButton } from "../picture/save-button.tsx";
import { findMonthStep, listTicks } from "../picture/ticks.ts";
import { type MonthBar, monthAt } from "./month-bars.ts";

export interface BarSeries {
  readonly label: string;
  /** The name of its colour among the page's variables: `--cleared`, `--received`. */
  readonly colour: string;
  readonly bars: readonly MonthBar[];
}

/** Pixels: of the whole, and of what stands around the bars. */
const HEIGHT = 320;
const TOP = 34;
const BOTTOM = 26;
const END = 12;
const LABEL_WIDTH = 70;
const STEPS = 5;
/** Of a letter of the axis, at most; and around its figures. */
const LETTER = 7.5;
const AROUND = 14;

/** Where a month (as months since year 0) and a quantity stand in the drawing, and where its time axis begins. */
interface Scale {
  readonly start: number;
  readonly x: (month: number) => number;
  readonly y: (perMonth: number) => number;
}

/** Bars over a time axis, drawn as SVG from left to right in every language. Its figures stand in a table beside it. */
export function BarDrawing({
  series,
  unit,
  label,
  name,
}: {
  readonly series: readonly BarSeries[];
  readonly unit: string;
  readonly label: string;
  /** Of the file as which the picture is saved. */
  readonly name: string;
}) {
  const { t } = useTranslation();
  const { short } = useWording();
  const { ref, width } = useElementSize();
  const place = useRef<HTMLElement>(null);
  const bars = series.flatMap((one) => one.bars);
  const first = Math.min(...bars.map((bar) => bar.start));
  const last = Math.max(...bars.map((bar) => bar.end));
  const ticks = listTicks(Math.max(...bars.map((bar) => bar.perMonth)), STEPS);
  const top = ticks.at(-1) ?? 1;
  const start = AROUND + LETTER * Math.max(...ticks.map((value) => short(value).length));
  const room = Math.max(width - start - END, 1);
  const scale: Scale = {
    start,
    x: (month) => start + ((month - first) / (last - first)) * room,
    y: (perMonth) => HEIGHT - BOTTOM - (perMonth / top) * (HEIGHT - TOP - BOTTOM),
  };
  return (
    <figure className="picture" ref={place}>
      <div ref={ref} className="chart">
        {width === 0 ? null : (
          <svg role="img" aria-label={label} width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
            <text x={4} y={16}>
              {t("chart.axis", { unit })}
            </text>
            {ticks.map((value) => (
              <g key={value} className="chart-tick">
                <line x1={start} x2={width - END} y1={scale.y(value)} y2={scale.y(value)} />
                <text x={start - 8} y={scale.y(value) + 4} textAnchor="end">
                  {short(value)}
                </text>
              </g>
            ))}
            <MonthAxis {...{ first, last, scale }} step={findMonthStep(last - first, room, LABEL_WIDTH)} />
            {series.map((one, index) => (
              <SeriesBars key={one.colour} {...{ one, index, scale }} count={series.length} />
            ))}
          </svg>
        )}
      </div>
      <SaveButton place={place} name={name} />
    </figure>
  );
}

function MonthAxis({
  first,
  last,
  step,
  scale,
}: {
  readonly first: number;
  readonly last: number;
  readonly step: number;
  readonly scale: Scale;
}) {
  const { when } = useWording();
  const positions = Array.from({ length: Math.ceil((last - first) / step) }, (_, at) => first + at * step);
  const end = scale.x(last);
  return (
    <g className="chart-axis">
      <line x1={scale.start} x2={end} y1={scale.y(0)} y2={scale.y(0)} />
      {positions.map((month) => (
        <g key={month}>
          <line x1={scale.x(month)} x2={scale.x(month)} y1={scale.y(0)} y2={scale.y(0) + 5} />
          {/* The last name is left out where it would be cut off. */}
          {scale.x(month) + LABEL_WIDTH - END > end + END ? null : (
            <text x={scale.x(month)} y={HEIGHT - 6}>
              {when(monthAt(month))}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}

function SeriesBars({
  one,
  index,
  count,
  scale,
}: {
  readonly one: BarSeries;
  readonly index: number;
  readonly count: number;
  readonly scale: Scale;
}) {
  const { quantity, when } = useWording();
  return one.bars.map((bar) => {
    const [left, right] = [scale.x(bar.start), scale.x(bar.end)];
    // Series stand beside each other within the period, with a little air around them.
    const room = (right - left) * 0.84;
    const top = scale.y(bar.perMonth);
    const isSpan = bar.end - bar.start > 1;
    const colour = `var(--${one.colour})`;
    return (
      <rect
        key={bar.month}
        x={left + (right - left) * 0.08 + (room / count) * index}
        y={top}
        width={Math.max(room / count - 1, 1)}
        height={Math.max(scale.y(0) - top, 1)}
        style={isSpan ? { fill: colour, stroke: colour, opacity: 0.55, strokeWidth: 2 } : { fill: colour }}
        strokeDasharray={isSpan ? "5 4" : undefined}
      >
        <title>{`${when(bar.month)}\n${one.label}: ${quantity(bar.quantity)}`}</title>
      </rect>
    );
  });
}
