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
  /** True while page after page is loaded, to the last one. */
  isLoadingAll = false;
  #loading?: Promise<void>;
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
    this.#reset();
    await this.more();
  }

  /** Loads the next page, if there is one; the one on its way, if one is. */
  more(): Promise<void> {
    if (!this.#loading && this.hasMore) {
      const loading = this.#load().finally(() => {
        this.#loading = this.#loading === loading ? undefined : this.#loading;
      });
      this.#loading = loading;
    }
    return this.#loading ?? Promise.resolve();
  }

  /** Loads all pages that are left, unless it is stopped or something else is asked for. */
  async all(): Promise<void> {
    if (this.isLoadingAll) {
      return;
    }
    const { signal } = this.#asking;
    this.isLoadingAll = true;
    do {
      await this.more();
    } while (this.isLoadingAll && this.hasMore && !this.trouble && !signal.aborted);
    if (!signal.aborted) {
      this.stopAll();
    }
  }

  /** Leaves it at the pages that are there. */
  stopAll(): void {
    this.isLoadingAll = false;
    this.announce();
  }

  async #load(): Promise<void> {
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
    this.#reset();
  }

  #reset(): void {
    this.isLoading = false;
    this.isLoadingAll = false;
    this.#loading = undefined;
  }
}
