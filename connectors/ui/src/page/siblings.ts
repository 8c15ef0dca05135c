/** Tabs of one browser agree on the conversation by asking one another; nothing is stored for it. */

const CHANNEL = "banshi";
const PATIENCE_MS = 120;

export class Siblings {
  private readonly channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
  private answer: (id: string) => void = () => undefined;

  constructor(private readonly mine: () => string) {
    this.channel?.addEventListener("message", ({ data }) => {
      if (data?.ask && this.mine()) this.channel?.postMessage({ conversation: this.mine() });
      if (typeof data?.conversation === "string") this.answer(data.conversation);
    });
  }

  /** The conversation another tab has, or nothing after a moment. */
  ask(): Promise<string> {
    return new Promise((resolve) => {
      if (!this.channel) return resolve("");
      this.answer = resolve;
      this.channel.postMessage({ ask: true });
      setTimeout(() => resolve(""), PATIENCE_MS);
    });
  }

  /** Tells the others that the conversation was deleted. */
  cleared(): void {
    this.channel?.postMessage({ cleared: true });
  }

  onCleared(then: () => void): void {
    this.channel?.addEventListener("message", ({ data }) => data?.cleared && then());
  }
}
