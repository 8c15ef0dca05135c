/** ECharts, loaded only where charts are shown; drawn on a canvas with its own tooltips, so no style is written into the page. */

import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, HeatmapChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

export interface Bar { name: string; value: number | null; shown: string }
export type Drawing =
  | { kind: "bars"; bars: Bar[] }
  | { kind: "lines"; names: string[]; lines: { name: string; values: (number | null)[] }[] }
  | { kind: "heat"; rows: string[]; columns: string[]; cells: [number, number, number][] };

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function common(): Record<string, unknown> {
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: "system-ui, 'Noto Sans CJK SC', sans-serif", color: colour("ink") },
    tooltip: { renderMode: "richText", confine: true },
    color: [colour("accent"), colour("focus")],
  };
}

const axis = () => ({ axisLabel: { color: colour("ink-quiet") }, splitLine: { lineStyle: { color: colour("line") } }, axisLine: { lineStyle: { color: colour("edge") } } });

function option(drawing: Drawing): Record<string, unknown> {
  if (drawing.kind === "lines") {
    return {
      ...common(),
      tooltip: { renderMode: "richText", confine: true, trigger: "axis" },
      legend: { top: 0, textStyle: { color: colour("ink") } },
      grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: drawing.names, ...axis() },
      yAxis: { type: "value", minInterval: 1, ...axis() },
      series: drawing.lines.map((line) => ({ type: "line", name: line.name, data: line.values, symbolSize: 6 })),
    };
  }
  if (drawing.kind === "heat") {
    return {
      ...common(),
      grid: { left: 8, right: 16, top: 8, bottom: 56, containLabel: true },
      xAxis: { type: "category", data: drawing.columns.map((name) => cut(name, 10)), ...axis() },
      yAxis: { type: "category", data: drawing.rows.map((name) => cut(name, 14)), ...axis() },
      visualMap: { min: 0, max: Math.max(1, ...drawing.cells.map((cell) => cell[2])), orient: "horizontal", left: "center", bottom: 0, textStyle: { color: colour("ink") }, inRange: { color: [colour("sunken"), colour("focus")] } },
      series: [{ type: "heatmap", data: drawing.cells, label: { show: true } }],
    };
  }
  const bars = [...drawing.bars].reverse();
  return {
    ...common(),
    grid: { left: 8, right: 40, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: "value", minInterval: 1, ...axis() },
    yAxis: { type: "category", data: bars.map((bar) => cut(bar.shown, 16)), ...axis() },
    series: [{ type: "bar", data: bars.map((bar) => bar.value), label: { show: true, position: "right", color: colour("ink") }, barMaxWidth: 22 }],
  };
}

/** Draws into an element; `picked` gets the place of what was clicked, counted as in the drawing. */
export function draw(place: HTMLElement, drawing: Drawing, picked: (row: number, column: number) => void): EChartsType {
  const chart = init(place, undefined, { renderer: "canvas" });
  chart.setOption(option(drawing));
  chart.on("click", (event) => {
    if (drawing.kind === "bars") picked(drawing.bars.length - 1 - event.dataIndex, 0);
    else if (drawing.kind === "heat") picked(...(([column, row]: number[]): [number, number] => [row!, column!])(event.data as number[]));
  });
  return chart;
}
