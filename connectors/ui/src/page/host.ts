/** The page of another site that holds this one in a frame; only sites on the server's list are heard. */

export class Host {
  readonly embedded = window.parent !== window;
  private readonly origin: string;

  /** `sites` are the origins the server allows, separated by blanks. */
  constructor(sites: string) {
    const claimed = new URLSearchParams(location.search).get("origin") ?? "";
    this.origin = [...sites.split(" "), location.origin].includes(claimed) ? claimed : "";
    if (!this.embedded) return;
    addEventListener("message", this.heard);
    addEventListener("keydown", this.pressed);
  }

  ready(): void {
    this.tell("ready");
  }

  close(): void {
    this.tell("close");
  }

  private tell(what: "ready" | "close"): void {
    if (this.embedded && this.origin) window.parent.postMessage({ banshi: what }, this.origin);
  }

  private readonly heard = (event: MessageEvent<{ banshi?: string; text?: string }>): void => {
    if (event.source !== window.parent || event.origin !== this.origin || !this.origin) return;
    if (event.data?.banshi !== "focus") return;
    // On a touch screen focus in the box would open the keyboard over what there is to read.
    const first = matchMedia("(pointer: coarse)").matches ? ".log" : "#question";
    document.querySelector<HTMLElement>(first)?.focus({ preventScroll: true });
  };

  /** The other site hears no key that is pressed in its frame; Escape is for the innermost thing open. */
  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    const searching = event.target instanceof HTMLInputElement && event.target.value !== "";
    if (!searching && !document.querySelector("dialog[open]")) this.close();
  };
}
