/**
 * What a person did beside talking: papers ticked off, numbers of tickets. Kept like the
 * conversation, in this tab until it is deleted; on a shared computer, and where a browser forbids
 * storage, as long as the page.
 */

/** Papers by id: 0 until the assistant is told, then the number of the list they were told from. */
export type Ticks = Record<string, number>;

interface Kept {
  ticks: Record<string, Ticks>;
  tickets: Record<number, string[]>;
}

const KEY = "banshi.notes";

export class Notes extends EventTarget {
  private kept: Kept;
  private outlasting = true;

  constructor(private readonly storage: () => Storage = () => sessionStorage) {
    super();
    this.kept = { ticks: {}, tickets: {}, ...this.stored() };
  }

  /** Whether they may outlast the page. */
  outlast(may: boolean): void {
    this.outlasting = may;
    this.write();
  }

  /** The papers of a service that are ticked. */
  ticks(service: string): Ticks {
    return this.kept.ticks[service] ?? {};
  }

  keepTicks(service: string, ticks: Ticks): void {
    this.kept.ticks[service] = ticks;
    this.write();
  }

  /** Numbers of the tickets that lines of a message became. */
  tickets(seq: number): string[] {
    return this.kept.tickets[seq] ?? [];
  }

  addTicket(seq: number, number: string): void {
    this.kept.tickets[seq] = [...this.tickets(seq), number];
    this.write();
  }

  forget(): void {
    this.kept = { ticks: {}, tickets: {} };
    this.write();
  }

  private stored(): Partial<Kept> {
    try {
      return JSON.parse(this.storage().getItem(KEY) ?? "{}");
    } catch {
      // Forbidden or damaged storage: begin with nothing.
      return {};
    }
  }

  private write(): void {
    const empty = !Object.keys(this.kept.ticks).length && !Object.keys(this.kept.tickets).length;
    try {
      if (this.outlasting && !empty) this.storage().setItem(KEY, JSON.stringify(this.kept));
      else this.storage().removeItem(KEY);
    } catch {
      // Storage is forbidden here: the variable has to do.
    }
    this.dispatchEvent(new Event("change"));
  }
}

export const notes = new Notes();
