const PREFIX = 'jupyterlab-deploy-model:unsaved:';

/** What was typed into the files of a run and not saved: kept in the browser's tab, over a reload and a crash. */
export class UnsavedTexts {
  readonly #texts: Map<string, string>;

  /** `storage` is the tab's own, so that two tabs do not overwrite each other. */
  constructor(
    private readonly run: string,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = sessionStorage
  ) {
    this.#texts = new Map(this.#stored());
  }

  get paths(): string[] {
    return [...this.#texts.keys()];
  }

  of(path: string): string | undefined {
    return this.#texts.get(path);
  }

  keep(path: string, text: string): void {
    this.#texts.set(path, text);
    this.#store();
  }

  forget(path: string): void {
    this.#texts.delete(path);
    this.#store();
  }

  #stored(): [string, string][] {
    try {
      const stored: unknown = JSON.parse(this.storage.getItem(PREFIX + this.run) ?? '[]');
      return Array.isArray(stored) ? stored.filter(isPair) : [];
    } catch {
      return [];
    }
  }

  #store(): void {
    try {
      if (this.#texts.size === 0) {
        this.storage.removeItem(PREFIX + this.run);
      } else {
        this.storage.setItem(PREFIX + this.run, JSON.stringify([...this.#texts]));
      }
    } catch {
      // The tab's storage is full or switched off: the text stays as long as the page does.
    }
  }
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every(part => typeof part === 'string');
}
