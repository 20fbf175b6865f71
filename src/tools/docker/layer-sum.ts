import type { LayerProgress } from './index';
import type { StreamMessage } from './json-stream';

/** Adds up what the engine says about each layer of a pull or push. */
export class LayerSum {
  readonly #layers = new Map<string, { done: number; total: number }>();

  constructor(private readonly onProgress?: LayerProgress) {}

  take({ id, progressDetail, status }: StreamMessage): void {
    if (!id || !status) {
      return;
    }
    const known = this.#layers.get(id);
    if (progressDetail?.total) {
      this.#layers.set(id, { done: progressDetail.current ?? 0, total: progressDetail.total });
    } else if (known && /^(Pushed|Pull complete|Download complete)/.test(status)) {
      known.done = known.total;
    } else {
      return;
    }
    const layers = [...this.#layers.values()];
    const sum = (key: 'done' | 'total') => layers.reduce((all, layer) => all + layer[key], 0);
    this.onProgress?.(Math.min(sum('done'), sum('total')), sum('total'));
  }
}
