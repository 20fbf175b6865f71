import type { CallArguments } from '../contract/api';
import { textOfId } from '../contract/deployment-id';
import type { LogPage } from '../contract/page';
import type { Pipeline } from '../pipeline/pipeline';
import { Feeds } from './feeds';

/** Characters of one page. */
const PAGE = 2_000_000;

/** Logs of deployments in pages, each followed while somebody reads it. */
export class LogPages {
  readonly #feeds = new Feeds<string>({ whenGone: 'restart' });

  constructor(private readonly pipeline: Pick<Pipeline, 'deployment' | 'at'>) {}

  /** Lines after the cursor, at once or when they come within the time. A new revision has a log of its own. */
  async page({ lines, cursor, wait, ...named }: CallArguments<'waitForLog'>, signal: AbortSignal): Promise<LogPage> {
    const { name } = named;
    const { target, deployment } = await this.pipeline.at(named).deployment(name);
    const place = this.#feeds.at(cursor, `${textOfId(deployment)}/${deployment.revision}`, {
      open: stop => target.logs(name, { follow: true, lines, signal: stop }),
      weigh: line => line.length + 1,
      ahead: PAGE
    });
    // What is there already comes without waiting, but not at the same instant.
    const patience = Math.max(wait * 1000, place.continued ? 0 : 250);
    const { items } = await place.feed.take(place.position, { weight: PAGE, wait: patience, signal });
    return { lines: items, cursor: place.next(items.length), restarted: !place.continued };
  }
  /** Follows no log any more. */
  close(): void {
    this.#feeds.closeAll();
  }
}
