/** How lines, axes, the band and the target are drawn: the chart library's options. Colours are read anew at every drawing. */
import type uPlot from "uplot";
import { clock, minute } from "../format.ts";
import { color } from "../theme.ts";
import type { LineSpec, TimeChartData, TimeChartOptions } from "./time-chart.ts";

const MS_PER_S = 1000;
const AXIS_FONT = '11px system-ui, "DejaVu Sans", sans-serif';
const AXIS_WIDTH = 58;

export function plotOptions(
  options: TimeChartOptions,
  width: number,
  current: () => TimeChartData,
  onPointer: (plot: uPlot) => void,
): uPlot.Options {
  const axis = { stroke: () => color("muted"), font: AXIS_FONT, ticks: { show: false } };
  return {
    width,
    height: options.height,
    padding: [8, 6, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
    scales: {
      x: { time: true, range: () => [current().fromMs / MS_PER_S, current().toMs / MS_PER_S] },
      y: { range: (_, min, max) => yRange(min, max, current(), options.floor) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 30,
        space: 80,
        values: (_, at, _axis, _space, stepS) => at.map((s) => timeOf(s * MS_PER_S, stepS)),
      },
      {
        ...axis,
        size: AXIS_WIDTH,
        space: 34,
        grid: { stroke: () => color("grid"), width: 1 },
        label: options.unit,
        labelFont: AXIS_FONT,
        labelSize: 16,
        labelGap: 0,
        values: (_, at) => at.map((value) => shortFigure(value)),
      },
    ],
    series: [{}, ...current().lines.map((line, i) => seriesOf(line, i, options))],
    hooks: { drawClear: [(plot) => drawMarks(plot, current())], setCursor: [onPointer] },
  };
}

/** Steps of less than a minute need their seconds. */
function timeOf(timeMs: number, stepS: number): string {
  return stepS < 60 ? clock(timeMs) : minute(timeMs);
}

function seriesOf(line: LineSpec, i: number, { fill }: TimeChartOptions): uPlot.Series {
  return {
    label: line.label,
    stroke: () => color(line.color),
    width: line.width ?? 1.5,
    points: { show: (plot, at) => isAlone(plot, at), size: 4, fill: () => color(line.color) },
    ...(line.dash === undefined ? {} : { dash: [...line.dash] }),
    ...(fill === true && i === 0
      ? { fill: () => `color-mix(in srgb, ${color(line.color)} 14%, transparent)` }
      : {}),
  };
}

/** A line needs two points: a lone value is shown as one. */
function isAlone(plot: uPlot, series: number): boolean {
  return (plot.data[series] ?? []).filter((value) => value !== null && value !== undefined).length < 3;
}

function shortFigure(value: number): string {
  return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 }).format(value);
}

/** The target and the band are in sight, and a constant line lies in the middle. */
function yRange(
  min: number | null,
  max: number | null,
  data: TimeChartData,
  floor?: number,
): [number, number] {
  const { target, band } = data;
  const marks = [target, band?.min, band?.max].filter((value) => value !== undefined);
  const known = [min, max, ...marks].filter((value) => value !== null && value !== undefined);
  if (known.length === 0) return [floor ?? 0, (floor ?? 0) + 1];
  const low = Math.min(...known, floor ?? Number.POSITIVE_INFINITY);
  const high = Math.max(...known);
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  return [floor !== undefined && low >= floor ? floor : low - room, high + room];
}

function drawMarks(plot: uPlot, { target, band }: TimeChartData): void {
  const { ctx } = plot;
  const { left, width } = plot.bbox;
  ctx.save();
  if (band) {
    const top = plot.valToPos(band.max, "y", true);
    ctx.fillStyle = color("band");
    ctx.fillRect(left, top, width, plot.valToPos(band.min, "y", true) - top);
  }
  if (target !== undefined) {
    const y = plot.valToPos(target, "y", true);
    ctx.strokeStyle = color("target");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
  }
  ctx.restore();
}
