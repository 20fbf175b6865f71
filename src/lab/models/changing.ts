import { type ISignal, Signal } from '@lumino/signaling';

/** Something that views show: says when it has changed. */
export abstract class Changing {
  readonly #changed = new Signal<this, void>(this);

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  protected announce(): void {
    this.#changed.emit();
  }
}
