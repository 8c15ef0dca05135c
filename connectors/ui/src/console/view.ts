/** The base of the console's views: errors go up to the shell, where they are read out. */

import { BanshiElement } from "../shared/element.ts";

export abstract class View extends BanshiElement {
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

  private report(error: unknown): void {
    this.dispatchEvent(new CustomEvent("console-problem", { detail: error, bubbles: true }));
  }
}
