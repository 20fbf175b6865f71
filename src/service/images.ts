import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Image } from '../contract/image';
import { ProblemError } from '../contract/problem';
import { exportFolder } from '../pipeline/export-folder';
import type { Pipeline } from '../pipeline/pipeline';
import { filesOf } from '../tools/folder-digest';

/** What runs have to do with images, as the browser asks for it. */
export class Images {
  constructor(private readonly pipeline: Pipeline) {}

  /** The image that a run has built. Throws no-such-run, no-such-image. */
  async ofRun(id: string): Promise<Image> {
    await this.pipeline.run(id);
    const output = await this.pipeline.output(id, 'build');
    if (!output || !('image' in output.build)) {
      throw new ProblemError({
        code: 'no-such-image',
        message: `Run ${id} has built no image.`,
        reason: output ? 'What it makes runs without one.' : 'It has not come so far, or it failed before.',
        suggestion: 'Start one with the target docker.'
      });
    }
    return output.build.image;
  }

  /**
   * Writes the folder that a builder of Dockerfiles takes: whole or not at all. Gives its absolute path and its files.
   * Throws no-such-run; run-busy before the model is wrapped; name-taken, disk-full, not-writable.
   */
  async writeContext(id: string, folder: string): Promise<{ folder: string; files: string[] }> {
    await this.pipeline.wrapped.component(id);
    const wrapped = (await this.pipeline.output(id, 'wrap'))!;
    const to = resolve(folder);
    const draft = await mkdtemp(join(this.pipeline.home.runs, id, 'dockerfile-'));
    try {
      await this.pipeline.images.writeContext(wrapped, draft);
      await exportFolder(draft, to);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return { folder: to, files: await filesOf(to) };
  }
}
