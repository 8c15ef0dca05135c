/** Cards of a journey: the checklist, what changed in it, the step at hand, the time it takes. */

import { html, nothing, svg } from "lit";
import { notes, type Ticks } from "../client/notes.ts";
import { servicePage } from "../shared/address.ts";
import { icon } from "../shared/icons.ts";
import { linked, paragraphs } from "../shared/prose.ts";
import { t, type Word } from "../shared/words.ts";
import { CardElement } from "./base.ts";

interface Item {
  id: string;
  field: string;
  name: string;
  need: "required" | "deferrable" | "optional";
  holder: "self" | "government" | "third_party";
  copies: string;
  exempt: boolean;
  waived: string;
  electronic: string;
  get_it: string;
  obtained_by: string;
  pitfalls: string[];
  certain: boolean;
  for?: string;
  ticked: boolean;
}

/** What to bring, to tick off; ticks are kept at once, and told to the assistant together. */
export class ChecklistCard extends CardElement {
  protected override picture = "paper" as const;
  protected override caption = "materials" as const;

  override connectedCallback(): void {
    super.connectedCallback();
    notes.addEventListener("change", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    notes.removeEventListener("change", this.redraw);
  }

  private get items(): Item[] {
    return (this.card.items ?? []) as Item[];
  }

  /** On a staff screen nothing but what the assistant was told. */
  private get ticks(): Ticks {
    return this.readonly ? {} : notes.ticks(this.card.service_id ?? "");
  }

  /** True where the assistant knows it; a list that came later than the telling says so itself. */
  private told(item: Item): boolean {
    const told = this.ticks[item.id];
    return item.ticked || (told !== undefined && told > 0 && told >= this.message.seq);
  }

  private get untold(): Item[] {
    return this.items.filter((item) => !item.ticked && this.ticks[item.id] === 0);
  }

  protected override body(): unknown {
    const items = this.items;
    if (!items.length) return paragraphs(this.message.text);
    const untold = this.untold;
    const ready = items.filter((item) => this.told(item)).length + untold.length;
    const situation = this.card.situation as string | undefined;
    const warnings = (this.card.warnings ?? []) as string[];
    const before = Number(this.card.before_merging ?? 0);
    return html`
      ${before > items.length ? html`<p class="lead">${t("merged", { n: before, m: items.length })}</p>` : nothing}
      ${situation ? html`<p class="hint">${situation}</p>` : nothing}
      <div class="ready"><progress max=${items.length} value=${ready} aria-label=${t("ready")}></progress>
        <span>${ready} / ${items.length} ${t("ready")}</span>
        ${untold.length && !this.readonly
          ? html`<button type="button" class="small primary" @click=${this.remember}>${icon("check")}${t("remember")}</button>`
          : nothing}</div>
      <ul class="checklist">${items.map((item) => this.item(item))}</ul>
      ${warnings.map((text) => html`<p class="warn">${linked(text)}</p>`)}`;
  }

  private item(item: Item): unknown {
    const marks: [Word, boolean, string][] = [
      ["exempt", item.exempt, "tag tag-good"],
      ["deferrable", item.need === "deferrable", "tag tag-good"],
      ["optional", item.need === "optional", "tag tag-quiet"],
      [item.holder, !item.exempt, "tag tag-quiet"],
    ];
    const told = this.told(item);
    const done = told || this.ticks[item.id] === 0;
    return html`<li class=${done ? "done" : ""}>
      <label>
        <input type="checkbox" .checked=${done} ?disabled=${told || this.readonly}
          @change=${(event: Event) => this.tick(item.id, (event.target as HTMLInputElement).checked)} />
        <span class="item-name">${item.name}</span>
      </label>
      <div class="item-more">
        ${item.for ? html`<span class="tag tag-quiet">${item.for}</span>` : nothing}
        ${marks.filter(([, shown]) => shown).map(([word, , look]) => html`<span class=${look}>${t(word)}</span>`)}
        ${item.copies ? html`<span class="copies">${item.copies}</span>` : nothing}
        ${item.waived ? html`<p>${linked(item.waived)}</p>` : item.electronic ? html`<p>${t("electronic")} ${item.electronic}</p>` : nothing}
        ${item.get_it ? html`<p><b>${t("getIt")}</b> ${linked(item.get_it)}</p>` : nothing}
        ${item.pitfalls.length ? html`<p><b>${t("pitfalls")}</b> ${item.pitfalls.join("；")}</p>` : nothing}
        ${item.obtained_by && !item.exempt ? html`<a class="link" href=${servicePage(item.obtained_by)} target="_blank" rel="noopener">${t("howToGet")}</a>` : nothing}
        ${this.flag(item.field, item.name)}
      </div>
    </li>`;
  }

  private tick(id: string, on: boolean): void {
    const { [id]: _, ...others } = this.ticks;
    this.keep(on ? { ...others, [id]: 0 } : others);
  }

  private readonly remember = (): void => {
    const untold = this.untold;
    this.keep({ ...this.ticks, ...Object.fromEntries(untold.map((item) => [item.id, this.message.seq])) });
    this.say(`${untold.map((item) => item.name).join("、")}准备好了`);
  };

  private keep(ticks: Ticks): void {
    notes.keepTicks(this.card.service_id ?? "", ticks);
  }
}

/** Papers asked about, or what an answer changed in the list. */
export class MaterialsCard extends CardElement {
  protected override picture = "paper" as const;
  protected override caption = "materials" as const;

  protected override body(): unknown {
    return this.lines();
  }
}

/** The step at hand, and how far along it is. */
export class StepCard extends CardElement {
  protected override head(): unknown {
    const { index = 1, total = 1, name } = this.card as { index?: number; total?: number; name?: string };
    return html`<p class="step-count"><span>${this.card.service_name}</span><span>${t("step", { n: index, m: total })}</span></p>
      <progress max=${total} value=${index} aria-label=${t("step", { n: index, m: total })}></progress>
      <h3 class="card-head big"><span>${name ?? ""}</span></h3>`;
  }

  protected override body(): unknown {
    const facts = this.card as Record<string, string>;
    if (!facts.do) return paragraphs(this.message.text);
    const rows: [Word, string | undefined][] = (["who", "where", "takes", "result", "check"] as const).map((w) => [w, facts[w]]);
    return html`<p class="lead">${linked(facts.do)} ${this.flag(facts.field, facts.do)}</p>
      <dl class="facts">${rows.map(([word, value]) =>
        value ? html`<div><dt>${t(word)}</dt><dd>${linked(value)}</dd></div>` : nothing)}</dl>`;
  }
}

interface Span {
  stage: string;
  field: string;
  name: string;
  tasks: string[];
  from_day: number;
  to_day: number;
  starts: string;
  ends: string;
  critical: boolean;
  /** False where the stage is outside the time the authorities promise. */
  counts: boolean;
  /** True where nobody fixes how long it takes, so there is nothing to draw. */
  unknown: boolean;
}

/** The days of a stage, one where it begins and ends on the same. */
function days({ starts, ends }: Span): string {
  return starts === ends ? starts.slice(5) : `${starts.slice(5)} – ${ends.slice(5)}`;
}

/** Width of the timeline picture in its own units. */
const WIDTH = 1000;

/** How long it takes; a project with stages as a picture, one bar a stage. */
export class DurationCard extends CardElement {
  protected override picture = "clock" as const;
  protected override caption = "duration" as const;

  protected override body(): unknown {
    const spans = (this.card.timeline ?? []) as Span[];
    return html`${this.card.lines?.length || !spans.length ? this.lines() : nothing}${spans.length ? this.picture_of(spans) : nothing}`;
  }

  private picture_of(spans: Span[]): unknown {
    const last = Math.max(1, ...spans.map((span) => span.to_day));
    const at = (days: number): number => (WIDTH * days) / last;
    const track = (span: Span): unknown => {
      // A stage of less than a day is still to be seen, also at the very end.
      const width = Math.max(at(span.to_day) - at(span.from_day), WIDTH / 50);
      return html`<svg class="timeline-track" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">
        ${svg`<rect x=${Math.min(at(span.from_day), WIDTH - width)} y="0" width=${width} height="10" />`}</svg>`;
    };
    // Where every stage decides the total, saying so at each says nothing.
    const telling = spans.some((span) => !span.critical);
    const total = this.card.promised as { days: number; kind: string; ends: string } | null | undefined;
    return html`<h4>${t("timeline")}</h4>
      ${total?.kind === "working"
        ? html`<div class="timeline-name"><b>${t("timelineTotal", { n: total.days })}</b><span class="timeline-days">${spans[0]?.starts.slice(5)} – ${total.ends.slice(5)}</span></div>
          <svg class="timeline-track" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">${svg`<rect x="0" y="0" width=${WIDTH} height="10" />`}</svg>`
        : nothing}
      <ol class="timeline">${spans.map((span) => html`<li class=${span.critical ? "critical" : ""}>
        <div class="timeline-name"><span>${span.name}
            ${telling && span.critical ? html`<span class="tag">${t("critical")}</span>` : nothing}
            ${span.counts === false ? html`<span class="tag tag-quiet">${t("notCounted")}</span>` : nothing}</span>
          <span class="timeline-days">${span.unknown ? t(span.counts === false ? "ownTime" : "timelineUnknown") : days(span)}</span></div>
        ${span.unknown ? nothing : track(span)}
        ${span.tasks.length ? html`<p class="hint">${span.tasks.join("、")}</p>` : nothing}
        ${this.flag(span.field, span.name)}
      </li>`)}</ol>`;
  }
}
