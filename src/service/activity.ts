/** What the service is at work with, by id. Whoever starts it wants to know when it is worth keeping. */
export class Activity {
  readonly #ids = new Set<string>();

  /** `onChange` hears `busy` before the first piece of work and `idle` after the last one. */
  constructor(private readonly onChange: (state: 'busy' | 'idle') => void = () => undefined) {}

  get ids(): string[] {
    return [...this.#ids];
  }

  begin(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size === 1) {
      this.onChange('busy');
    }
  }

  end(id: string): void {
    if (this.#ids.delete(id) && this.#ids.size === 0) {
      this.onChange('idle');
    }
  }
}
