/** A chart with its numbers as a table beside it, for those who cannot see or point at it. */

import { html, type PropertyValues, type TemplateResult } from "lit";
import { BanshiElement, define } from "../shared/element.ts";
import type { Drawing } from "./charts.ts";

const BAR_PX = 30;

export class ChartElement extends BanshiElement {
  static override properties = { heading: {}, drawing: { attribute: false }, empty: {} };

  declare heading: string;
  declare drawing: Drawing;
  declare empty: string;
  private chart: { dispose(): void; resize(): void } | null = null;
  private readonly resize = new ResizeObserver(() => this.chart?.resize());

  constructor() {
    super();
    this.heading = "";
    this.empty = "还没有够 5 人的分组。";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.chart?.dispose();
    this.chart = null;
  }

  private get bare(): boolean {
    const d = this.drawing;
    return d.kind === "bars" ? !d.bars.length : d.kind === "lines" ? !d.names.length : !d.cells.length;
  }

  protected override render(): TemplateResult {
    if (this.bare) return html`<section class="bars"><h3>${this.heading}</h3><p class="quiet">${this.empty}</p></section>`;
    return html`<section class="bars"><h3>${this.heading}</h3><div class="canvas" role="img" aria-label=${this.heading}></div>
      <details><summary>看数字</summary><table><tbody>${this.rows().map(([name, value, pick]) => html`<tr><th scope="row">
        ${pick ? html`<button type="button" class="link" @click=${pick}>${name}</button>` : name}</th><td>${value}</td></tr>`)}</tbody></table></details></section>`;
  }

  private rows(): [string, string, (() => void)?][] {
    const d = this.drawing;
    if (d.kind === "bars") return d.bars.map((bar, i) => [bar.shown, String(bar.value ?? "少于 5"), () => this.pick(i, 0)]);
    if (d.kind === "lines") return d.names.map((name, i) => [name, d.lines.map((line) => `${line.name} ${line.values[i] ?? "少于 5"}`).join("，")]);
    return d.cells.map(([column, row, count]) => [`${d.rows[row]} · ${d.columns[column]}`, String(count), () => this.pick(row, column)]);
  }

  protected override async updated(changed: PropertyValues<this>): Promise<void> {
    if (!changed.has("drawing")) return;
    this.chart?.dispose();
    this.chart = null;
    const place = this.querySelector<HTMLElement>(".canvas");
    if (!place) return;
    const drawing = this.drawing;
    const lines = drawing.kind === "bars" ? drawing.bars.length : drawing.kind === "heat" ? drawing.rows.length + 2 : 8;
    place.style.height = `${Math.max(3, lines) * BAR_PX + 20}px`;
    // Without the drawing, which may not come while the server restarts, the table tells as much.
    const charts = await import("./charts.ts").catch(() => null);
    if (drawing !== this.drawing || !this.isConnected) return;
    if (!charts) {
      place.style.height = "0";
      return;
    }
    this.chart = charts.draw(place, drawing, (row, column) => this.pick(row, column));
    this.resize.observe(place);
  }

  private pick(row: number, column: number): void {
    this.dispatchEvent(new CustomEvent("chart-pick", { detail: { row, column } }));
  }
}

define("console-chart", ChartElement);
