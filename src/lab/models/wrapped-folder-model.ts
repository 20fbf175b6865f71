import type { Problem } from '../../contract/problem';
import type { WrappedFolder } from '../../contract/wrapped-file';
import { Changing } from './changing';
import type { GetClient } from './run-model';
import { troubleOf } from './trouble';
import { UnsavedTexts } from './unsaved-texts';

/** The files that the wrap stage made, and what the user typed into them but has not saved: that outlives a reload. */
export class WrappedFolderModel extends Changing {
  folder?: WrappedFolder;
  trouble?: Problem;
  readonly #unsaved: UnsavedTexts;

  constructor(
    private readonly run: string,
    private readonly client: GetClient
  ) {
    super();
    this.#unsaved = new UnsavedTexts(run);
  }

  async load(): Promise<void> {
    await this.#attempt(async () => {
      this.folder = await (await this.client()).getWrappedFolder({ id: this.run });
    });
  }

  textOf(path: string): string {
    return this.#unsaved.of(path) ?? this.#file(path)?.text ?? '';
  }

  isUnsaved(path: string): boolean {
    return this.#unsaved.of(path) !== undefined;
  }

  /** Whether a file differs from what was generated. */
  isEdited(path: string): boolean {
    const file = this.#file(path);
    return file?.generated !== undefined || this.isUnsaved(path);
  }

  get hasUnsaved(): boolean {
    return this.#unsaved.paths.length > 0;
  }

  edit(path: string, text: string): void {
    if (text === this.#file(path)?.text) {
      this.#unsaved.forget(path);
    } else {
      this.#unsaved.keep(path, text);
    }
    this.announce();
  }

  /** Saves everything that was typed; what cannot be saved stays as it was typed. */
  async save(): Promise<void> {
    for (const path of this.#unsaved.paths) {
      await this.#put(path, this.textOf(path));
    }
  }

  /** Puts the generated text back. */
  async revert(path: string): Promise<void> {
    const generated = this.#file(path)?.generated;
    this.#unsaved.forget(path);
    this.announce();
    if (generated !== undefined) {
      await this.#put(path, generated);
    }
  }

  async #put(path: string, text: string): Promise<void> {
    await this.#attempt(async () => {
      this.folder = await (await this.client()).saveWrappedFile({ id: this.run, path, text });
      if (this.#unsaved.of(path) === text) {
        this.#unsaved.forget(path);
      }
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.trouble = undefined;
    } catch (error) {
      this.trouble = await troubleOf(error);
    }
    this.announce();
  }

  #file(path: string) {
    return this.folder?.files.find(file => file.path === path);
  }
}
