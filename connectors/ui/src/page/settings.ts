/** Language, text size, colours, shared computer, deletion: a dialog. */

import { html, type TemplateResult } from "lit";
import { BanshiElement, define } from "../shared/element.ts";
import { icon } from "../shared/icons.ts";
import "../shared/later_words.ts";
import { LANGUAGES, t, type Language, type Word } from "../shared/words.ts";
import { elderly, resized, SIZES, type Look } from "./look.ts";

export class SettingsElement extends BanshiElement {
  static override properties = { look: { attribute: false }, shared: { type: Boolean }, asking: { state: true } };

  declare look: Look;
  declare shared: boolean;
  declare asking: boolean;

  constructor() {
    super();
    this.asking = false;
  }

  show(): void {
    this.asking = false;
    this.querySelector("dialog")?.showModal();
  }

  hide(): void {
    this.querySelector("dialog")?.close();
  }

  protected override render(): TemplateResult {
    const { look } = this;
    return html`<dialog class="settings" aria-labelledby="settings-title">
      <header class="row"><h2 id="settings-title">${t("settings")}</h2>
        <button type="button" class="round" aria-label=${t("close")} @click=${this.hide}>${icon("close")}</button></header>
      <label class="switch"><input type="checkbox" .checked=${look.elder} @change=${() => this.change(elderly(look, !look.elder))} />${t("elder")}</label>
      <div class="setting" role="group" aria-labelledby="size-title"><h3 id="size-title">${t("size")} <output>${look.size}</output></h3>
        <div class="row">
          <button type="button" class="small" ?disabled=${look.size <= (look.elder ? SIZES[1] : SIZES[0])} @click=${() => this.change(resized(look, -1))}>${t("smaller")}</button>
          <button type="button" class="small" ?disabled=${look.size >= SIZES[SIZES.length - 1]!} @click=${() => this.change(resized(look, 1))}>${t("larger")}</button>
        </div></div>
      ${this.choose("look", "colours", ["auto", "light", "dark"].map((c) => [c, t(c as Word)]), look.colours, (c) => ({ ...look, colours: c as Look["colours"] }))}
      <label class="switch"><input type="checkbox" .checked=${look.contrast} @change=${() => this.change({ ...look, contrast: !look.contrast })} />${t("contrast")}</label>
      ${this.choose("language", "language", Object.entries(LANGUAGES), look.language, (l) => ({ ...look, language: l as Language }))}
      <label class="switch"><input type="checkbox" .checked=${this.shared} @change=${() => this.ask("shared")} />${t("sharedComputer")}</label>
      ${this.asking
        ? html`<div class="confirm" role="alertdialog" aria-label=${t("clear")} tabindex="-1"><p>${t("clearAsk")}</p><div class="row">
            <button type="button" class="small danger" @click=${() => this.ask("clear")}>${t("clear")}</button>
            <button type="button" class="small" @click=${() => void this.confirm(false)}>${t("cancel")}</button></div></div>`
        : html`<button type="button" class="small danger" @click=${() => void this.confirm(true)}>${t("clear")}</button>`}
    </dialog>`;
  }

  private choose(title: Word, name: string, options: string[][], now: string, next: (value: string) => Look): TemplateResult {
    return html`<fieldset class="setting"><legend>${t(title)}</legend><div class="row">
      ${options.map(([value = "", label]) => html`<label class="radio"><input type="radio" name=${name} value=${value} .checked=${value === now}
        @change=${() => this.change(next(value))} />${label}</label>`)}</div></fieldset>`;
  }

  private change(look: Look): void {
    this.dispatchEvent(new CustomEvent("banshi-look", { detail: look, bubbles: true }));
  }

  /** Asks once more, or no longer; focus goes where the button went. */
  private async confirm(asking: boolean): Promise<void> {
    this.asking = asking;
    await this.updateComplete;
    this.querySelector<HTMLElement>(asking ? ".confirm" : ".settings > .danger")?.focus();
  }

  private ask(what: "shared" | "clear"): void {
    this.dispatchEvent(new CustomEvent(`banshi-${what}`, { bubbles: true }));
  }
}

define("banshi-settings", SettingsElement);
