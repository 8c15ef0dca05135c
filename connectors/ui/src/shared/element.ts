/** The base of all components: no shadow root, so one style sheet and the page's own text size reach everything. */

import { LitElement } from "lit";

export class BanshiElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("banshi-language", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("banshi-language", this.redraw);
  }

  protected readonly redraw = (): void => this.requestUpdate();

  /** Tells whoever listens above: `say` (a text to send) or `feedback` (something about a line). */
  protected tell(name: "say" | "feedback", detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`banshi-${name}`, { detail, bubbles: true, composed: true }));
  }
}

/** Registers an element once, however many entries import it. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
