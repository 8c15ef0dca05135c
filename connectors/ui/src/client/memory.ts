/**
 * What the browser keeps: an opaque conversation id in sessionStorage, and, only until the server
 * has them, unsent texts in the history entry of this tab, so that a reload loses nothing.
 * What is noted beside (notes.ts) goes with the conversation.
 * A browser that forbids storage (a third-party frame, say) gets plain variables instead.
 */

import { notes } from "./notes.ts";

export interface Unsent {
  id: string;
  text: string;
}

const KEY = "banshi.conversation";

export class Memory {
  private id = "";
  private unsent: Unsent[] = [];
  private leaving = false;

  constructor(private readonly storage: () => Storage = () => sessionStorage) {}

  /** On a computer of a public hall nothing outlives the page. */
  get shared(): boolean {
    return this.leaving;
  }

  set shared(shared: boolean) {
    this.leaving = shared;
    notes.outlast(!shared);
  }

  get conversation(): string {
    try {
      return this.storage().getItem(KEY) ?? this.id;
    } catch {
      return this.id;
    }
  }

  set conversation(id: string) {
    this.id = id;
    if (!id) notes.forget();
    try {
      if (id && !this.shared) this.storage().setItem(KEY, id);
      else this.storage().removeItem(KEY);
    } catch {
      // Storage is forbidden here: the variable has to do.
    }
  }

  get waiting(): Unsent[] {
    const kept: unknown = history.state?.unsent;
    return Array.isArray(kept) ? (kept as Unsent[]) : this.unsent;
  }

  set waiting(unsent: Unsent[]) {
    this.unsent = unsent;
    history.replaceState({ ...history.state, unsent: this.shared ? [] : unsent }, "");
  }
}
