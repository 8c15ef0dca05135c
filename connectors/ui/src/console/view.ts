/** The base of the console's views: errors go up to the shell, where they are read out. */

import { BanshiElement } from "../shared/element.ts";

/** What went wrong (`null`: nothing, somebody acts), or that it is `over`. */
export interface Problem { error: unknown; over?: boolean }

export abstract class View extends BanshiElement {
  private lost: unknown = null;

  /** Does what somebody asked for. The last message goes when they act, not when something succeeds: the reload that
   * follows a refusal would wipe the reason before anybody has read it. */
  protected async run<T>(work: Promise<T>): Promise<T | undefined> {
    this.report({ error: null });
    try {
      return await work;
    } catch (error) {
      this.report({ error });
      return undefined;
    }
  }

  /** The same for what nobody asked for: it takes away no message but its own. */
  protected async poll<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      const found = await work;
      if (this.lost) this.report({ error: this.lost, over: true });
      this.lost = null;
      return found;
    } catch (error) {
      this.lost = error;
      this.report({ error });
      return undefined;
    }
  }

  /** To the window: a view that was left meanwhile still has something to say. */
  private report(detail: Problem): void {
    dispatchEvent(new CustomEvent<Problem>("console-problem", { detail }));
  }
}
