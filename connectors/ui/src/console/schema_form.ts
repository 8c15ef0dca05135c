/** A form drawn from the catalogue's own schema, so that it can never ask for less than a service has. */

import { html, nothing, type TemplateResult } from "lit";
import { LABELS, VALUES } from "./field_words.ts";

export interface Schema {
  type?: string; $ref?: string; allOf?: Schema[]; enum?: string[]; items?: Schema; properties?: Record<string, Schema>;
  additionalProperties?: unknown; format?: string; required?: string[]; definitions?: Record<string, Schema>;
}
export type Value = string | number | boolean | null | undefined | Value[] | { [name: string]: Value };
type Path = (string | number)[];
type Fields = Record<string, Value>;

const LONG = new Set(["summary", "ask", "why", "how_to_find_out", "text", "do", "offline", "correction", "answer", "note", "not_eligible", "because", "get_it", "q", "a"]);
const HIDDEN = new Set(["id", "phrases"]);

export const called = (name: string): string => LABELS[name] ?? name;

/** A copy in which one place has another value; `undefined` takes the place away. */
export function put(value: Value, path: Path, next: Value): Value {
  const [first, ...rest] = path;
  if (first === undefined) return next;
  const inner = rest.length || next !== undefined;
  if (Array.isArray(value)) {
    if (!inner) return value.filter((_, i) => i !== first);
    const copy = [...value];
    copy[first as number] = put(value[first as number], rest, next);
    return copy;
  }
  const fields = { ...((value ?? {}) as Fields) };
  if (inner) fields[first] = put(fields[first], rest, next);
  else delete fields[first];
  return fields;
}

export class SchemaForm {
  constructor(private readonly root: Schema, private readonly change: (path: Path, next: Value) => void) {}

  /** Every field of the service, one section each. */
  sections(service: Fields): TemplateResult[] {
    const fields = Object.entries(this.root.properties ?? {}).filter(([name]) => !HIDDEN.has(name));
    const plain = fields.filter(([, schema]) => !this.nested(schema));
    return [
      html`<details open><summary>基本信息</summary><div class="fields">${plain.map(([name, schema]) => this.field(name, schema, service[name], [name], service))}</div></details>`,
      ...fields.filter(([, schema]) => this.nested(schema)).map(([name, schema]) => html`<details data-field=${name}><summary>${called(name)}${Array.isArray(service[name]) ? `（${(service[name] as Value[]).length}）` : ""}</summary>
        ${this.value(schema, service[name], [name], service)}</details>`),
    ];
  }

  private of(schema: Schema): Schema {
    const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
    return ref ? this.root.definitions![ref.split("/").at(-1)!]! : schema;
  }

  private nested(schema: Schema): boolean {
    const found = this.of(schema);
    return Boolean(found.properties) || (found.type === "array" && Boolean(this.of(found.items!).properties));
  }

  private field(name: string, schema: Schema, value: Value, path: Path, service: Fields): TemplateResult {
    if (name === "when") return this.when(value, path, service);
    if (this.nested(schema)) return html`<fieldset><legend>${called(name)}</legend>${this.value(schema, value, path, service)}</fieldset>`;
    return html`<label>${called(name)}${this.value(schema, value, path, service, name)}</label>`;
  }

  private value(schema: Schema, value: Value, path: Path, service: Fields, name = ""): TemplateResult {
    const found = this.of(schema);
    if (found.properties) return this.object(found, value, path, service);
    if (found.type === "array" && found.items) return this.nested(schema) ? this.parts(found.items, (value ?? []) as Value[], path, service) : this.words(found.items, (value ?? []) as string[], path);
    return this.input(found, value, path, name);
  }

  private object(schema: Schema, value: Value, path: Path, service: Fields): TemplateResult {
    if (value === null || value === undefined) return html`<button type="button" @click=${() => this.change(path, {})}>填写</button>`;
    const fields = value as Fields;
    return html`<div class="fields">${Object.entries(schema.properties!).map(([name, inner]) => this.field(name, inner, fields[name], [...path, name], service))}</div>`;
  }

  private parts(schema: Schema, values: Value[], path: Path, service: Fields): TemplateResult {
    return html`${values.map((value, i) => html`<details class="part"><summary>${title(value as Fields, i)}</summary>${this.value(schema, value, [...path, i], service)}
      <div class="row">${i ? html`<button type="button" @click=${() => this.change(path, swapped(values, i))}>上移</button>` : nothing}
      <button type="button" @click=${() => this.change([...path, i], undefined)}>删除</button></div></details>`)}
      <button type="button" @click=${() => this.change([...path, values.length], {})}>添加${called(String(path.at(-1)))}</button>`;
  }

  private words(schema: Schema, values: string[], path: Path): TemplateResult {
    if (schema.enum) {
      return html`<span class="row">${schema.enum.map((one) => html`<label class="inline"><input type="checkbox" .checked=${values.includes(one)} @change=${() => this.change(path, toggled(values, one))} />${VALUES[one] ?? one}</label>`)}</span>`;
    }
    return html`<textarea rows=${Math.min(8, values.length + 1)} placeholder="一行一个" .value=${values.join("\n")} @change=${(e: Event) => this.change(path, lines(e))}></textarea>`;
  }

  private input(schema: Schema, value: Value, path: Path, name: string): TemplateResult {
    const set = (next: Value) => this.change(path, next);
    const typed = (e: Event): string => (e.target as HTMLInputElement).value;
    if (schema.type === "boolean") return html`<input type="checkbox" .checked=${Boolean(value)} @change=${(e: Event) => set((e.target as HTMLInputElement).checked)} />`;
    if (schema.enum) return html`<select @change=${(e: Event) => set(typed(e) || undefined)}><option value="">—</option>${schema.enum.map((one) => html`<option value=${one} ?selected=${one === value}>${VALUES[one] ?? one}</option>`)}</select>`;
    if (schema.type === "integer" || schema.type === "number") return html`<input type="number" step=${schema.type === "integer" ? "1" : "any"} .value=${String(value ?? "")} @input=${(e: Event) => set(typed(e) === "" ? null : Number(typed(e)))} />`;
    if (schema.format === "date") return html`<input type="date" .value=${String(value ?? "")} @input=${(e: Event) => set(typed(e) || null)} />`;
    if (LONG.has(name)) return html`<textarea rows="2" .value=${String(value ?? "")} @input=${(e: Event) => set(typed(e))}></textarea>`;
    return html`<input .value=${String(value ?? "")} @input=${(e: Event) => set(typed(e))} />`;
  }

  /** The situations a part holds in: every question, with the answers that count; none ticked means always. */
  private when(value: Value, path: Path, service: Fields): TemplateResult {
    const chosen = (value ?? {}) as Record<string, string[]>;
    const questions = (service.questions ?? []) as { id: string; ask: string; options: { id: string; label: string }[] }[];
    return html`<details class="when"><summary>${called("when")}：${Object.keys(chosen).length ? Object.entries(chosen).map(([q, options]) => `${q}=${options.join("/")}`).join("，") : "总是"}</summary>
      ${questions.map((q) => html`<fieldset><legend>${q.ask}</legend>${(q.options ?? []).map((o) => html`<label class="inline"><input type="checkbox" .checked=${(chosen[q.id] ?? []).includes(o.id)}
        @change=${() => { const next = toggled(chosen[q.id] ?? [], o.id); this.change([...path, q.id], next.length ? next : undefined); }} />${o.label}</label>`)}</fieldset>`)}</details>`;
  }
}

function title(value: Fields, place: number): string {
  const named = ["name", "ask", "q", "question", "text", "not_eligible", "label", "service", "what", "kind", "id"].map((field) => value?.[field]).find((found) => typeof found === "string" && found);
  return String(named ?? `第 ${place + 1} 项`);
}

function swapped(values: Value[], i: number): Value[] {
  return [...values.slice(0, i - 1), values[i], values[i - 1], ...values.slice(i + 1)];
}

function toggled(values: string[], one: string): string[] {
  return values.includes(one) ? values.filter((value) => value !== one) : [...values, one];
}

function lines(event: Event): string[] {
  return (event.target as HTMLTextAreaElement).value.split("\n").map((line) => line.trim()).filter(Boolean);
}
