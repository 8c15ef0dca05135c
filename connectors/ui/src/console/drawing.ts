/** The paths of one service as a drawing: questions from left to right, and how each way ends. */

import { html, svg, type TemplateResult } from "lit";

export interface Point { id: string; kind: "question" | "checklist" | "outcome"; text: string; ways: { label: string; to: string }[] }

const WIDE = 190;
const HIGH = 46;
const GAP_X = 130;
const GAP_Y = 18;
const LETTERS = 13;
const LINE = 17;

/** Tall enough that the labels of its ways do not cover each other. */
const tall = (point: Point): number => Math.max(HIGH, point.ways.length * LINE + 10);

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** How far each point is from the beginning at most. */
function depths(points: Point[]): Map<string, number> {
  const found = new Map(points.map((point) => [point.id, 0]));
  const byId = new Map(points.map((point) => [point.id, point]));
  const visit = (id: string, depth: number): void => {
    if (depth < found.get(id)! || (depth === found.get(id) && depth)) return;
    found.set(id, depth);
    byId.get(id)!.ways.forEach((way) => visit(way.to, depth + 1));
  };
  if (points[0]) visit(points[0].id, 0);
  return found;
}

export function paths(points: Point[]): TemplateResult {
  const depth = depths(points);
  const columns: Point[][] = [];
  for (const point of points) (columns[depth.get(point.id)!] ??= []).push(point);
  const at = new Map<string, [number, number]>();
  let height = HIGH;
  columns.forEach((column, x) => {
    let y = 4;
    for (const point of column) {
      at.set(point.id, [x * (WIDE + GAP_X) + 4, y]);
      y += tall(point) + GAP_Y;
    }
    height = Math.max(height, y);
  });
  const width = columns.length * (WIDE + GAP_X) - GAP_X + 8;
  return html`<div class="paths" tabindex="0" aria-label="办理路径图"><svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label="路径">
    ${points.flatMap((point) => point.ways.map((way, i) => edge(at.get(point.id)!, at.get(way.to)!, way.label, tall(point) * ((i + 1) / (point.ways.length + 1)))))}
    ${points.map((point) => box(point, at.get(point.id)!))}</svg></div>`;
}

function edge([x, y]: [number, number], [toX, toY]: [number, number], label: string, below: number): unknown {
  const from = y + below;
  const [startX, end] = [x + WIDE, toY + HIGH / 2];
  const middle = startX + GAP_X * 0.55;
  return svg`<path class="edge" d="M ${startX} ${from} C ${middle} ${from}, ${middle} ${end}, ${toX} ${end}" /><text class="way" x=${startX + 4} y=${from - 3}>${cut(label, 8)}<title>${label}</title></text>`;
}

function box(point: Point, [x, y]: [number, number]): unknown {
  return svg`<g class=${point.kind}><rect x=${x} y=${y} width=${WIDE} height=${tall(point)} rx="8" /><text x=${x + 8} y=${y + 19}>${cut(point.text, LETTERS)}</text>
    <text x=${x + 8} y=${y + 37}>${cut(point.text.slice(LETTERS - 1), LETTERS)}</text><title>${point.text}</title></g>`;
}
