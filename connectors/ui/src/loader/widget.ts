/**
 * The one line on another site: `<script src="https://host/widget.js" async></script>`.
 * Settings are attributes of the script: data-title, data-side (left|right), data-lang, data-elder.
 * It draws a button and, when asked, a frame of our own page; the two speak only with each other's origin.
 */

const script = document.currentScript as HTMLScriptElement | null;

const PATIENCE_MS = 5_000;

function start(source: HTMLScriptElement): void {
  const home = new URL(source.src).origin;
  const { title = "办事助手", side = "right", lang = "", elder = "" } = source.dataset;
  const root = document.createElement("div");
  const shadow = root.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  const edge = side === "left" ? "left" : "right";
  sheet.replaceSync(`
    :host{all:initial;position:fixed;${edge}:16px;bottom:16px;z-index:2147483000;font:16px/1.5 system-ui,sans-serif}
    button{position:relative;z-index:1;min-width:60px;min-height:60px;padding:0 20px;border:0;border-radius:30px;background:#0f4c96;color:#fff;font:600 17px/1 system-ui,sans-serif;cursor:pointer;box-shadow:0 4px 16px #0004}
    button:focus-visible{outline:3px solid #ffb000;outline-offset:3px}
    iframe{position:fixed;${edge}:16px;bottom:16px;width:400px;height:min(720px,calc(100dvh - 32px));border:0;border-radius:16px;box-shadow:0 8px 40px #0005;background:#fff}
    [hidden]{display:none}
    @media(max-width:480px),(max-height:500px){iframe{inset:0;width:100%;height:100dvh;border-radius:0}}
    @media(forced-colors:active){button,iframe{border:1px solid}}
    @media print{:host{display:none}}`);
  shadow.adoptedStyleSheets = [sheet];

  const button = document.createElement("button");
  button.type = "button";
  button.textContent = title;
  button.setAttribute("aria-haspopup", "dialog");
  shadow.append(button);
  let frame: HTMLIFrameElement | null = null;

  /** Fetches the frame; begun when a finger or pointer comes near, so that it is sooner there. */
  const fetchFrame = (): void => {
    if (!frame) {
      const query = new URLSearchParams({ origin: location.origin });
      if (lang) query.set("lang", lang);
      if (elder) query.set("elder", "1");
      frame = document.createElement("iframe");
      frame.title = title;
      frame.src = `${home}/embed?${query}`;
      frame.allow = "microphone; clipboard-write";
      frame.hidden = true;
      shadow.append(frame);
    }
  };
  let ready = false;
  const focusQuestion = (): void => {
    if (ready && !frame?.hidden) frame?.contentWindow?.postMessage({ banshi: "focus" }, home);
  };
  const show = (open: boolean): void => {
    if (open) fetchFrame();
    if (frame) frame.hidden = !open;
    button.hidden = open;
    if (!open) return button.focus();
    frame?.focus();
    focusQuestion();
    // A frame that never answers (a site that is not on the list) can be put away again.
    setTimeout(() => {
      if (!ready) button.hidden = false;
    }, PATIENCE_MS);
  };

  button.addEventListener("pointerenter", fetchFrame);
  button.addEventListener("click", () => show(!frame || Boolean(frame.hidden)));
  addEventListener("message", (event) => {
    if (event.origin !== home || event.source !== frame?.contentWindow) return;
    if (event.data?.banshi === "close") show(false);
    if (event.data?.banshi !== "ready") return;
    ready = true;
    focusQuestion();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame && !frame.hidden) show(false);
  });
  document.body.append(root);
}

if (script) {
  if (document.body) start(script);
  else addEventListener("DOMContentLoaded", () => start(script));
}
