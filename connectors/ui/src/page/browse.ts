/** For people who would rather look than chat: search with suggestions, themes, life events. */

import { html, nothing, type TemplateResult } from "lit";
import type { Api } from "../client/api.ts";
import { servicePage } from "../shared/address.ts";
import { BanshiElement, define } from "../shared/element.ts";
import { icon } from "../shared/icons.ts";
import { Latest } from "../shared/latest.ts";
import { linked } from "../shared/prose.ts";
import type { ServiceBrief, Shelves } from "../shared/protocol.ts";
import "../shared/later_words.ts";
import { catalogueLanguage, t } from "../shared/words.ts";

const PAUSE_MS = 150;

export class BrowseElement extends BanshiElement {
  static override properties = {
    shelves: { attribute: false },
    found: { state: true },
    theme: { state: true },
    query: { state: true },
  };

  declare shelves: Shelves;
  declare found: ServiceBrief[] | null;
  declare theme: string;
  declare query: string;
  api: Api | null = null;
  private timer = 0;
  private readonly answers = new Latest();

  constructor() {
    super();
    this.shelves = { themes: [], life_events: [], examples: [] };
    this.found = null;
    this.theme = this.query = "";
  }

  protected override render(): TemplateResult {
    return html`<div class="browse" tabindex="-1">
      <form class="search" role="search" action="/services" @submit=${(event: Event) => event.preventDefault()}>
        <label for="search">${t("search")}</label>
        <div class="search-box">${icon("search")}
          <input id="search" type="search" name="q" autocomplete="off" placeholder=${t("searchHint")} .value=${this.query} @input=${this.typed} />
        </div>
      </form>
      <p class="visually-hidden" role="status">${this.found ? t("found", { n: this.found.length }) : nothing}</p>
      ${this.found ? this.results(this.found) : this.standing()}
    </div>`;
  }

  private results(found: ServiceBrief[]): TemplateResult {
    return html`
      ${this.theme ? html`<button type="button" class="small back" @click=${this.back}>${icon("back")}${t("back")}</button>` : nothing}
      ${found.length ? html`<h2>${this.theme || t("bestMatches")}</h2>` : this.nothing()}
      <ul class="services" lang=${catalogueLanguage()}>${found.map((service) => html`<li class="card">
        <h3><a href=${servicePage(service.id)} target="_blank" rel="noopener">${service.name}</a></h3>
        <p>${service.summary}</p>
        <p class="row"><span class="hint">${service.department}</span>${service.tags.slice(0, 2).map((tag) => html`<span class="tag">${tag}</span>`)}
          <button type="button" class="small" aria-label="${t("askThis")} ${service.name}" @click=${() => this.tell("say", { text: `我要办${service.name}` })}>${icon("chat")}${t("askThis")}</button></p>
      </li>`)}</ul>`;
  }

  private nothing(): TemplateResult {
    return html`<h2>${t("nothing")}</h2><p>${linked(t("nothingMore"))}</p>
      <button type="button" class="small back" @click=${() => this.tell("say", { text: this.query })}>${icon("chat")}${t("askThis")}</button>`;
  }

  private standing(): TemplateResult {
    return html`
      <h2>${t("themes")}</h2>
      <ul class="themes" lang=${catalogueLanguage()}>${this.shelves.themes.map((theme) => html`<li>
        <button type="button" class="choice" data-theme=${theme.name} @click=${() => void this.open(theme.id, theme.name)}><strong>${theme.name}</strong><span>${theme.text}</span></button></li>`)}</ul>
      <h2>${t("lifeEvents")}</h2>
      <ul class="themes" lang=${catalogueLanguage()}>${this.shelves.life_events.map((event) => html`<li>
        <button type="button" class="choice" @click=${() => this.tell("say", { text: event.say })}><strong>${event.name}</strong><span>${event.summary}</span></button></li>`)}</ul>`;
  }

  private readonly typed = (event: InputEvent): void => {
    this.query = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.search(), PAUSE_MS);
  };

  private async search(): Promise<void> {
    this.theme = "";
    if (!this.query.trim()) return this.reset();
    await this.show((api) => api.suggest(this.query.trim()));
  }

  private async open(theme: string, name: string): Promise<void> {
    this.theme = name;
    await this.show((api) => api.list(theme));
    this.querySelector<HTMLElement>(".browse")?.focus();
  }

  /** Shows what was asked for last, whichever answer comes first; unreachable means nothing new. */
  private async show(ask: (api: Api) => Promise<ServiceBrief[]>): Promise<void> {
    if (!this.api) return;
    const found = await this.answers.of(ask(this.api).catch(() => null));
    if (found) this.found = found;
  }

  /** Back among the themes, at the one that was open. */
  private readonly back = async (): Promise<void> => {
    const theme = this.theme;
    this.reset();
    await this.updateComplete;
    this.querySelector<HTMLElement>(`[data-theme="${CSS.escape(theme)}"]`)?.focus();
  };

  private readonly reset = (): void => {
    this.answers.drop();
    this.theme = this.query = "";
    this.found = null;
  };
}

define("banshi-browse", BrowseElement);
