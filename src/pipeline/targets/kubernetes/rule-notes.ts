import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ClusterPlace, DeploymentName } from '../../../contract/deployment';
import { readJson, writeAtomically } from '../../../tools/atomic-file';
import type { Home } from '../../../tools/home';
import { slotOf } from '../../deployment-store';
import { isInterrupted } from '../../interruption';
import { noteFolder } from './note-folder';

const Note = z.object({ name: DeploymentName, place: ClusterPlace });
/** A deployment whose rule is watched from here. */
export type RuleNote = z.infer<typeof Note>;

/**
 * Which rules are watched from this machine: what a program that was killed meanwhile leaves, so that the next service goes
 * on with it. The rules themselves are in the cluster.
 */
export class RuleNotes {
  readonly #folder: string;

  constructor({ deployments }: Pick<Home, 'deployments'>) {
    this.#folder = noteFolder({ deployments });
  }

  async list(): Promise<RuleNote[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const notes = names.map(name => readJson(join(this.#folder, name), Note).catch(() => undefined));
    return (await Promise.all(notes)).filter(note => note !== undefined);
  }

  /** Is there while the work goes on, and stays when that fails or its program ends before it. */
  async during<T>(note: RuleNote, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeAtomically(this.#fileOf(note), JSON.stringify(note), 0o600);
    try {
      const outcome = await work();
      await this.forget(note);
      return outcome;
    } catch (error) {
      if (signal.aborted && !isInterrupted(signal)) {
        await this.forget(note);
      }
      throw error;
    }
  }

  async forget(note: RuleNote): Promise<void> {
    await rm(this.#fileOf(note), { force: true });
  }

  #fileOf({ name, place }: RuleNote): string {
    return join(this.#folder, `${slotOf(name, place)}.json`);
  }
}
