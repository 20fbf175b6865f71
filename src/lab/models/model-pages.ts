import type { CallInput } from '../../contract/api';
import type { ModelSummary } from '../../contract/model';
import type { Problem } from '../../contract/problem';
import { Changing } from './changing';
import type { GetClient } from './run-model';
import { troubleOf } from './trouble';

/** What is asked for; a cursor is added here. */
export type ModelQuery = Omit<CallInput<'listModels'>, 'cursor' | 'limit'>;

const PAGE = 100;

/** The list of models, as far as it was scrolled. A new query gives up the one on its way. */
export class ModelPages extends Changing {
  rows: ModelSummary[] = [];
  isLoading = false;
  /** False until the first page of the current query has come. */
  isKnown = false;
  trouble?: Problem;
  #query: ModelQuery = {};
  #cursor?: string;
  #asking = new AbortController();

  constructor(private readonly client: GetClient) {
    super();
  }

  get query(): ModelQuery {
    return this.#query;
  }

  get hasMore(): boolean {
    return !this.isKnown || this.#cursor !== undefined;
  }

  /** Starts again with a query, or with the same one to see what is new. The old rows stay until the new ones come. */
  async ask(query: ModelQuery = this.#query): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    this.#query = query;
    this.#cursor = undefined;
    this.isKnown = false;
    this.isLoading = false;
    await this.more();
  }

  /** Loads the next page, if there is one and none is on its way. */
  async more(): Promise<void> {
    if (this.isLoading || !this.hasMore) {
      return;
    }
    const { signal } = this.#asking;
    this.isLoading = true;
    this.trouble = undefined;
    this.announce();
    try {
      const client = await this.client();
      const page = await client.listModels({ ...this.#query, limit: PAGE, cursor: this.#cursor }, signal);
      if (signal.aborted) {
        return;
      }
      this.rows = this.isKnown ? this.rows : [];
      this.rows.push(...page.models);
      this.#cursor = page.cursor;
      this.isKnown = true;
    } catch (error) {
      const trouble = await troubleOf(error, signal);
      if (signal.aborted) {
        return;
      }
      this.trouble = trouble;
      this.rows = this.isKnown ? this.rows : [];
    }
    this.isLoading = false;
    this.announce();
  }

  /** Gives up what is on its way: nobody looks any more. */
  stop(): void {
    this.#asking.abort();
    this.#asking = new AbortController();
    this.isLoading = false;
  }
}
