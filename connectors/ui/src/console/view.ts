/** The base of the console's views: errors go up to the shell, where they are read out. */

import { BanshiElement } from "../shared/element.ts";

export abstract class View extends BanshiElement {
  private lost = false;

  /** Runs a request; what goes wrong is shown, what worked takes the last message away. */
  protected async run<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      const found = await work;
      this.report(null);
      return found;
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  /** The same for what nobody asked for: its success leaves the message about the last action alone. */
  protected async poll<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      const found = await work;
      if (this.lost) this.report(null);
      this.lost = false;
      return found;
    } catch (error) {
      this.lost = true;
      this.report(error);
      return undefined;
    }
  }

  private report(error: unknown): void {
    this.dispatchEvent(new CustomEvent("console-problem", { detail: error, bubbles: true }));
  }
}
