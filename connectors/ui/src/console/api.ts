/** Requests of the console: same origin, with the session's cookie and the token every change carries. */

export interface Session { name: string; role: string; shown: string; csrf: string; change: boolean }

let csrf = "";

export function signed(session: Session | null): void {
  csrf = session?.csrf ?? "";
}

/** The server said no; `status` 401 means that nobody is signed in. */
export class Refused extends Error {
  constructor(readonly status: number, text: string) {
    super(text);
  }
}

async function ask<T>(method: string, path: string, init: RequestInit): Promise<T> {
  const headers = new Headers(init.headers);
  if (csrf) headers.set("X-CSRF-Token", csrf);
  const response = await fetch(`/api/console${path}`, { ...init, method, headers, credentials: "same-origin" }).catch((error: unknown) => {
    throw error instanceof DOMException ? error : new Refused(0, "连不上服务器，请检查网络后再试");
  });
  if (response.status === 204) return undefined as T;
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, body?.error?.message ?? body?.detail ?? `服务器出错了（${response.status}），请再试一次；还不行请告诉管理员`);
  return body as T;
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => ask<T>("GET", path, signal ? { signal } : {});

export const post = <T = void>(path: string, body: unknown = {}): Promise<T> =>
  ask<T>("POST", path, { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const upload = <T>(path: string, file: File): Promise<T> => {
  const body = new FormData();
  body.set("file", file);
  return ask<T>("POST", path, { body });
};

/** Copies a text; false where the browser does not let us. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Services found by words, for whoever has to name one. */
export async function services(q: string): Promise<{ id: string; name: string }[]> {
  const response = await fetch(`/api/services?${new URLSearchParams({ q })}`);
  return response.ok ? ((await response.json()) as { services: { id: string; name: string }[] }).services : [];
}

const LONGEST_NAME = 6;

/** Proposes that people who say this mean the service; short words as a name, others as a question. */
export function confirm(text: string, service: string): Promise<{ id: string }> {
  const kind = [...text].length <= LONGEST_NAME ? "everyday_name" : "sample_question";
  return post("/proposals", { kind, text, service });
}
