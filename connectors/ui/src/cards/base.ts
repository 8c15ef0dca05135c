/** What all cards share: the head, lines that can be reported as wrong, the receipt, quick replies. */

import { html, nothing, type TemplateResult } from "lit";
import { servicePage } from "../shared/address.ts";
import { BanshiElement } from "../shared/element.ts";
import { icon, type Icon } from "../shared/icons.ts";
import { linked, paragraphs } from "../shared/prose.ts";
import type { Card, Choice, Line, Message } from "../shared/protocol.ts";
import "../shared/later_words.ts";
import { t, type Word } from "../shared/words.ts";

const EMPTY: Message = { seq: 0, from: "bot", kind: "text", text: "", card: null, options: [] };

export abstract class CardElement extends BanshiElement {
  static override properties = {
    message: { attribute: false },
    active: { type: Boolean },
    readonly: { type: Boolean },
    chosen: { attribute: false },
    correcting: { state: true },
    reported: { state: true },
  };

  declare message: Message;
  /** Only the last answer offers quick replies; older ones have been answered. */
  declare active: boolean;
  /** On a staff screen nothing is said for the citizen. */
  declare readonly: boolean;
  /** What the citizen said to it. */
  declare chosen: string;
  declare correcting: boolean;
  declare reported: string;

  protected picture: Icon = "info";
  protected caption: Word = "notice";

  constructor() {
    super();
    this.message = EMPTY;
    this.active = false;
    this.readonly = false;
    this.correcting = false;
    this.reported = this.chosen = "";
  }

  protected get card(): Card {
    return this.message.card ?? {};
  }

  /** The inside of the card. */
  protected abstract body(): unknown;

  protected override render(): TemplateResult {
    return html`
      <article class="card card-${this.message.kind}">
        ${this.head()}
        <div class="card-body">${this.body()}</div>
        ${this.receipt()}
      </article>
      ${this.quickReplies(this.message.options)}
    `;
  }

  protected head(): unknown {
    return html`<h3 class="card-head">
      ${icon(this.picture)}<span>${t(this.caption)}</span>
      ${this.card.service_name ? html`<span class="card-about">${this.card.service_name}</span>` : nothing}
    </h3>`;
  }

  protected say(text: string): void {
    this.tell("say", { text });
  }

  /** Quick replies; typing the same words does the same. */
  protected quickReplies(options: Choice[]): unknown {
    if (!this.active || this.readonly || !options.length) return nothing;
    return html`<ul class="quick" aria-label=${t("orType")}>
      ${options.map(
        (option) => html`<li><button type="button" class="chip" @click=${() => this.say(option.say)}>${option.label}</button></li>`,
      )}
    </ul>`;
  }

  /** Options to choose from, numbered; once one is chosen, which it was. */
  protected choices(notes: Map<string, string | undefined>): TemplateResult {
    const open = this.active && !this.readonly;
    const picked = ({ label, say }: Choice, at: number): boolean => !this.active && [label, say, `${at + 1}`].includes(this.chosen);
    return html`<ol class="choices">
      ${this.message.options.map((option, at) => html`<li>
        <button type="button" class="choice ${picked(option, at) ? "picked" : ""}" ?disabled=${!open} @click=${() => this.say(option.say)}>
          <strong>${option.label}${picked(option, at) ? html`<em class="tag">${icon("check")}${t("picked")}</em>` : nothing}</strong>
          ${notes.get(option.label) ? html`<span>${notes.get(option.label)}</span>` : nothing}
        </button>
      </li>`)}
    </ol>`;
  }

  /** A list of lines, each with its 「这里写错了」 while correcting. */
  protected lines(lines: Line[] = this.card.lines ?? []): unknown {
    if (!lines.length) return paragraphs(this.message.text);
    return html`<ul class="lines">
      ${lines.map((line) => html`<li>
        ${line.for ? html`<span class="tag tag-quiet">${line.for}</span>` : nothing}${linked(line.text)}
        ${this.flag(line.field, line.text)}
      </li>`)}
    </ul>`;
  }

  /** The button that reports one line. */
  protected flag(field: string | undefined, line: string, word: Word = "wrong"): unknown {
    if (!this.correcting || !field) return nothing;
    if (this.reported === field) return this.reportForm(field, line);
    const name = word === "wrong" ? `${t(word)}：${line}` : nothing;
    return html`<button type="button" class="flag" data-field=${field} aria-label=${name} @click=${() => void this.report(field, "textarea")}>
      ${icon("flag")}${t(word)}
    </button>`;
  }

  /** Opens the form of one line, or with no line closes it; focus goes where one goes on. */
  private async report(field: string, next: string): Promise<void> {
    this.reported = field;
    await this.updateComplete;
    this.querySelector<HTMLElement>(next)?.focus();
  }

  private reportForm(field: string, line: string): TemplateResult {
    const send = (event: SubmitEvent): void => {
      event.preventDefault();
      const text = new FormData(event.target as HTMLFormElement).get("text");
      this.tell("feedback", {
        verdict: "wrong", seq: this.message.seq, service: this.card.service_id ?? "", field, line, text: String(text ?? ""),
      });
      this.correcting = false;
      void this.report("", ".receipt summary");
    };
    return html`<form class="report" @submit=${send}>
      <label>${t("wrongHow")}<textarea name="text" rows="2" maxlength="500"></textarea></label>
      <div class="row">
        <button type="submit" class="small primary">${t("submit")}</button>
        <button type="button" class="small" @click=${() => void this.report("", `[data-field="${CSS.escape(field)}"]`)}>${t("cancel")}</button>
      </div>
    </form>`;
  }

  /** Where this comes from, and a way to say that it is wrong. */
  protected receipt(): unknown {
    const { source, service_id, as_of, catalog_version, checked_on, notice } = this.card;
    if (!service_id) return nothing;
    return html`<details class="receipt">
      <summary>${t("source")}${notice ? html`<span class="receipt-notice">${notice}</span>` : nothing}</summary>
      <dl>
        ${source ? html`<dt>${t("sourceFrom")}</dt><dd>${linked(source)}</dd>` : nothing}
        ${as_of ? html`<dt>${t("asOf")}</dt><dd>${as_of}</dd>` : nothing}
        <dt>${t("checkedOn")}</dt><dd>${checked_on ?? t("notChecked")}</dd>
        ${catalog_version ? html`<dt>${t("version")}</dt><dd>${catalog_version}</dd>` : nothing}
      </dl>
      <div class="row">
        <a class="small" href=${servicePage(service_id)} target="_blank" rel="noopener">${t("openService")}</a>
        ${this.readonly ? nothing : html`<button type="button" class="small" aria-expanded=${this.correcting}
          @click=${() => (this.correcting = !this.correcting)}>${icon("flag")}${t("wrong")}</button>`}
      </div>
      ${this.correcting ? html`<p class="hint">${t("wrongWhich")}</p>${this.flag("text", this.message.text, "wrongElse")}` : nothing}
    </details>`;
  }
}
