import { addressOf, type DeploymentId } from '../../contract/deployment-id';
import type { Problem } from '../../contract/problem';
import type { ModelUsage, Prediction } from '../../contract/usage';
import { Changing } from './changing';
import { firstRequest } from './first-request';
import { errorOf, type FieldError, fieldsOf, type FormField, messageOf } from './request-form';
import type { GetClient } from './run-model';
import { troubleOf } from './trouble';
import { parseVerbatim } from './verbatim-json';

/** Times kept for the plot. */
const KEPT = 200;

/** Asking a deployment by hand: a form or JSON, the last answer, and how long answers took. */
export class TrialModel extends Changing {
  usage?: ModelUsage;
  /** What it is asked when nothing was typed. */
  first = firstRequest({});
  /** Absent when the model's inputs are no table: then there is JSON only. */
  fields?: FormField[];
  texts: Record<string, string> = {};
  /** What was typed as JSON; undefined while the form, or the example, says it. */
  json?: string;
  answer?: Prediction;
  trouble?: Problem;
  /** ms of each answer, oldest first. */
  times: number[] = [];
  isBusy = false;
  #asking = new AbortController();

  constructor(
    private readonly id: DeploymentId,
    private readonly client: GetClient
  ) {
    super();
  }

  async load(): Promise<void> {
    try {
      this.usage = await (await this.client()).getDeploymentUsage(addressOf(this.id));
      this.first = firstRequest(this.usage);
      this.fields = fieldsOf(this.usage.signature?.inputs, parsed(this.usage.example));
      this.trouble = undefined;
    } catch (error) {
      this.trouble = await troubleOf(error);
    }
    this.announce();
  }

  /** The Seldon message to send, as JSON text. */
  get message(): string {
    return this.json ?? this.fromForm;
  }

  get fromForm(): string {
    return this.fields && Object.keys(this.texts).length > 0 ? messageOf(this.fields, this.texts) : this.first.text;
  }

  /** Why the form cannot be sent, by field. */
  get errors(): Record<string, FieldError> {
    const found = (this.fields ?? []).flatMap(field => {
      const error = errorOf(field, this.texts[field.name] ?? field.initial);
      return error ? [[field.name, error] as const] : [];
    });
    return Object.fromEntries(found);
  }

  setText(field: string, text: string): void {
    this.texts = { ...this.texts, [field]: text };
    this.json = undefined;
    this.announce();
  }

  setJson(json: string | undefined): void {
    this.json = json;
    this.announce();
  }

  /** Back to the example. */
  reset(): void {
    this.texts = {};
    this.setJson(undefined);
  }

  /** Sends the message so many times, one after the other; the last answer is shown. */
  async send(times = 1): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const request = this.message;
    this.isBusy = true;
    this.trouble = undefined;
    this.announce();
    try {
      const client = await this.client();
      for (let sent = 0; sent < times && !signal.aborted; sent++) {
        this.answer = await client.predict({ ...addressOf(this.id), request }, signal);
        this.times = [...this.times, this.answer.milliseconds].slice(-KEPT);
        this.announce();
      }
    } catch (error) {
      this.trouble = await troubleOf(error, signal);
    }
    this.isBusy = this.#asking.signal !== signal && this.isBusy;
    this.announce();
  }

  stop(): void {
    this.#asking.abort();
  }
}

function parsed(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : parseVerbatim(json);
  } catch {
    return undefined;
  }
}
