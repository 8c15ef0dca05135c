/** The page of another site that holds this one in a frame; only sites on the server's list are heard. */

export class Host {
  readonly embedded = window.parent !== window;
  private readonly origin: string;

  /** `sites` are the origins the server allows, separated by blanks. */
  constructor(sites: string) {
    const claimed = new URLSearchParams(location.search).get("origin") ?? "";
    this.origin = [...sites.split(" "), location.origin].includes(claimed) ? claimed : "";
    if (this.embedded) addEventListener("message", this.heard);
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
    if (event.data?.banshi === "focus") document.querySelector<HTMLTextAreaElement>("#question")?.focus();
  };
}
