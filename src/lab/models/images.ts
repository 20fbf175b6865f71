import type { BuiltImage } from '../../contract/image';
import type { GetClient } from './run-model';
import { WatchedList } from './watched-list';

/** The images of models on the engine. They come by builds and otherwise seldom: few looks are enough. */
export class Images extends WatchedList<BuiltImage> {
  constructor(client: GetClient) {
    super(client, { name: 'images', interval: 10_000, longest: 60_000, ask: service => service.listImages({}) });
  }

  /** Removes an image with all its names. Throws what the service says. */
  async remove(id: string): Promise<void> {
    await this.change(service => service.removeImage({ id }));
  }
}
