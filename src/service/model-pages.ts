import type { CallArguments } from '../contract/api';
import type { ModelSummary } from '../contract/model';
import type { ModelPage } from '../contract/page';
import type { Pipeline } from '../pipeline/pipeline';
import { Feeds } from './feeds';

/** Rows that are fetched ahead while a page is looked at. */
const AHEAD = 200;

/** The list of models in pages: the search on the tracking server goes on where the last page ended. */
export class ModelPages {
  readonly #feeds = new Feeds<ModelSummary>({ whenGone: 'skip' });

  constructor(private readonly pipeline: Pick<Pipeline, 'models'>) {}

  /** One page. A request that is given up cancels the search behind it. */
  async page({ cursor, limit, ...query }: CallArguments<'listModels'>, signal: AbortSignal): Promise<ModelPage> {
    const place = this.#feeds.at(cursor, JSON.stringify(query), {
      open: stop => this.pipeline.models({ ...query, limit: Number.MAX_SAFE_INTEGER }, stop),
      weigh: () => 1,
      ahead: AHEAD
    });
    try {
      const { items, ended } = await place.feed.take(place.position, { weight: limit, wait: 'full', signal });
      return { models: items, cursor: ended ? undefined : place.next(items.length) };
    } catch (error) {
      place.close();
      throw error;
    }
  }
  /** Ends what was read ahead. */
  close(): void {
    this.#feeds.closeAll();
  }
}
