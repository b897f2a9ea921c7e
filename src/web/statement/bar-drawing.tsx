import { CustomChart, type CustomSeriesOption } from "echarts/charts";
import {
  GridComponent,
  type GridComponentOption,
  TooltipComponent,
  type TooltipComponentOption,
} from "echarts/components";
import { type ComposeOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useWording, type Wording } from "../display/wording.ts";
import { type MonthBar, monthAt } from "./month-bars.ts";

use([CustomChart, GridComponent, TooltipComponent, SVGRenderer]);
type Option = ComposeOption<CustomSeriesOption | GridComponentOption | TooltipComponentOption>;

export interface BarSeries {
  readonly label: string;
  /** The name of its colour among the page's variables: `--cleared`, `--received`. */
  readonly colour: string;
  readonly bars: readonly MonthBar[];
}

interface Drawn {
  readonly series: readonly BarSeries[];
  readonly colours: readonly string[];
  readonly ink: string;
  readonly axis: string;
  readonly wording: Wording;
  readonly isNarrow: boolean;
  readonly describe: (bar: MonthBar) => string;
}

/** Bars over a time axis, drawn as SVG from left to right in every language. Its figures stand in a table beside it. */
export function BarDrawing({
  series,
  unit,
  label,
}: {
  readonly series: readonly BarSeries[];
  readonly unit: string;
  readonly label: string;
}) {
  const { t } = useTranslation();
  const wording = useWording();
  const scheme = useComputedColorScheme("light");
  const place = useRef<HTMLDivElement>(null);
  const describe = (bar: MonthBar): string =>
    bar.end - bar.start > 1
      ? t("chart.period", { period: wording.when(bar.month) })
      : wording.when(bar.month);

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const style = getComputedStyle(element);
    const chart = init(element, null, { renderer: "svg" });
    const colours = series.map((one) => resolveColour(element, `var(--${one.colour})`));
    chart.setOption(
      buildOption({
        series,
        colours,
        ink: style.color,
        axis: t("chart.axis", { unit }),
        wording,
        isNarrow: element.clientWidth < 600,
        describe,
      }),
    );
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
    // Drawn anew for other figures, another language or other colours; the functions follow from these.
  }, [JSON.stringify(series), unit, label, scheme]);

  return <div ref={place} className="chart" role="img" aria-label={label} />;
}

/** A colour as the browser computes it: variables and light-dark() mean nothing to a drawing. */
function resolveColour(element: HTMLElement, colour: string): string {
  const probe = document.createElement("span");
  probe.style.color = colour;
  element.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function buildOption(drawn: Drawn): Option {
  const { series, ink, axis, wording } = drawn;
  const bars = series.flatMap((one) => one.bars);
  const first = Math.min(...bars.map((bar) => bar.start));
  const last = Math.max(...bars.map((bar) => bar.end));
  const text = { color: ink };
  return {
    animation: false,
    textStyle: { fontFamily: "inherit", ...text },
    grid: {
      left: 8,
      // Room for the last month's name, which is wider than a month on a phone.
      right: drawn.isNarrow ? 48 : 12,
      top: 36,
      bottom: 8,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    tooltip: { trigger: "item", confine: true, renderMode: "richText" },
    xAxis: {
      type: "value",
      min: first,
      max: last,
      minInterval: 1,
      maxInterval: last - first > 24 ? 12 : 1,
      splitLine: { show: false },
      axisTick: { show: true },
      axisLine: { onZero: false, lineStyle: text },
      axisLabel: {
        ...text,
        hideOverlap: true,
        align: "left",
        showMaxLabel: false,
        formatter: (position: number) => wording.when(monthAt(position)),
      },
    },
    yAxis: {
      type: "value",
      name: axis,
      nameTextStyle: { ...text, align: "left" },
      axisLabel: { ...text, formatter: (value: number) => wording.short(value) },
      splitLine: { lineStyle: { color: ink, opacity: 0.15 } },
    },
    series: series.map((one, index) => drawSeries(drawn, one, index)),
  };
}

function drawSeries(drawn: Drawn, one: BarSeries, index: number): CustomSeriesOption {
  const colour = drawn.colours[index] ?? drawn.ink;
  const count = drawn.series.length;
  return {
    type: "custom",
    name: one.label,
    data: one.bars.map((bar) => [bar.start, bar.end, bar.perMonth, bar.quantity]),
    encode: { x: [0, 1], y: 2 },
    tooltip: {
      formatter: ({ dataIndex }: { readonly dataIndex: number }) => {
        const bar = one.bars[dataIndex];
        return bar === undefined
          ? ""
          : `${drawn.describe(bar)}\n${one.label}: ${drawn.wording.quantity(bar.quantity)}`;
      },
    },
    renderItem: (_params, api) => {
      const [start, end, perMonth] = [Number(api.value(0)), Number(api.value(1)), Number(api.value(2))];
      const [left = 0, top = 0] = api.coord([start, perMonth]);
      const [right = 0, bottom = 0] = api.coord([end, 0]);
      // Series stand beside each other within the period, with a little air around them.
      const room = (right - left) * 0.84;
      const width = Math.max(room / count - 1, 1);
      const x = left + (right - left) * 0.08 + (room / count) * index;
      const isSpan = end - start > 1;
      return {
        type: "rect",
        shape: { x, y: top, width, height: Math.max(bottom - top, 1) },
        style: {
          fill: colour,
          opacity: isSpan ? 0.55 : 1,
          stroke: colour,
          lineWidth: isSpan ? 2 : 0,
          lineDash: isSpan ? [5, 4] : [],
        },
      };
    },
  };
}
