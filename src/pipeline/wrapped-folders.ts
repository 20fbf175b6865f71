import { readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { WrappedComponent } from '../contract/component';
import { ProblemError } from '../contract/problem';
import { type Run, Wrapped } from '../contract/run';
import type { FileEdit, WrappedFile, WrappedFolder } from '../contract/wrapped-file';
import { writeAtomically } from '../tools/atomic-file';
import { digestOf, filesOf } from '../tools/folder-digest';
import { exportFolder } from './export-folder';
import type { RunStore } from './run-store';
import { componentOfClass, componentOfWrapped } from './wrapping/own-folder';
import { referenceOf } from './wrapping/runtime-choice';

/** Files above this size are not shown, in bytes. */
const SHOWN = 512 * 1024;
/** In the run's folder: edited files as they were generated. */
const GENERATED = 'generated';

/** What the wrap stages of runs made, to be looked at and edited before it is built. */
export class WrappedFolders {
  constructor(private readonly runs: RunStore) {}

  /** The component of a run and its files. Throws no-such-run; run-busy when it has not come so far. */
  async read(id: string): Promise<WrappedFolder> {
    const run = await this.runs.load(id);
    const { component } = await this.#outputOf(run);
    const open = isOpen(run);
    const files = await filesOf(component.folder);
    return { component, files: await Promise.all(files.map(path => this.#fileOf(run, component, { path, open }))) };
  }

  /**
   * Replaces the text of a file. What was built and tested of the run is out of date then and is done again when the
   * run goes on. Throws bad-request, run-busy, run-ended, and what is wrong with the component after the edit.
   */
  async edit(id: string, { path, text }: FileEdit): Promise<WrappedFolder> {
    const run = await this.runs.load(id);
    const output = await this.#outputOf(run);
    refuseWhenClosed(run);
    const { component } = output;
    const listed = (await filesOf(component.folder)).includes(path);
    const before = listed ? await this.#fileOf(run, component, { path, open: true }) : undefined;
    if (!before?.editable) {
      throw new ProblemError({
        code: 'bad-request',
        message: `${path} cannot be edited.`,
        reason: listed ? 'It is no text, or part of the logged model.' : 'The wrapped folder has no such file.',
        suggestion: 'Edit one of the generated files.'
      });
    }
    const file = join(component.folder, path);
    await writeAtomically(file, text);
    try {
      const edited = { ...output, component: await described(output) };
      await this.#keepGenerated(run.id, before, text);
      await this.runs.saveOutput(id, 'wrap', edited);
    } catch (error) {
      await writeAtomically(file, before.text ?? '');
      throw error;
    }
    await this.#outdate(run);
    return this.read(id);
  }

  /** Copies the folder to one that a person keeps; see exportFolder. Gives its absolute path and its files. */
  async exportTo(id: string, folder: string): Promise<{ folder: string; files: string[] }> {
    const { component } = await this.#outputOf(await this.runs.load(id));
    const to = resolve(folder);
    await exportFolder(component.folder, to);
    return { folder: to, files: await filesOf(to) };
  }

  /** The component of a run. Throws no-such-run, run-busy. */
  async component(id: string): Promise<WrappedComponent> {
    return (await this.#outputOf(await this.runs.load(id))).component;
  }

  async #outputOf(run: Run): Promise<Wrapped> {
    const done = run.stages.find(({ name }) => name === 'wrap')?.state === 'finished';
    const output = done ? await this.runs.output(run.id, 'wrap', Wrapped) : undefined;
    if (!output) {
      throw new ProblemError({
        code: 'run-busy',
        message: `Run ${run.id} has no wrapped folder.`,
        reason: 'It has not come so far, or it failed before.',
        suggestion: 'Wait until its wrap stage is done, or resume it.'
      });
    }
    return output;
  }

  async #fileOf(
    run: Run,
    { folder, modelFolder }: WrappedComponent,
    { path, open }: { path: string; open: boolean }
  ): Promise<WrappedFile> {
    const { size } = await stat(join(folder, path));
    const ours = modelFolder === undefined || !path.startsWith(`${modelFolder}/`);
    const text = ours && size <= SHOWN ? textOf(await readFile(join(folder, path))) : undefined;
    const generated = await readFile(this.#generatedFile(run.id, path), 'utf8').catch(() => undefined);
    return { path, size, text, generated, editable: open && text !== undefined };
  }

  /** Kept at the first edit, and until an edit brings it back. */
  async #keepGenerated(id: string, { path, text: before, generated }: WrappedFile, text: string): Promise<void> {
    if (text === (generated ?? before)) {
      await rm(this.#generatedFile(id, path), { force: true });
    } else if (generated === undefined) {
      await writeAtomically(this.#generatedFile(id, path), before ?? '', 0o600);
    }
  }

  async #outdate(run: Run): Promise<void> {
    const upTo = run.stages.findIndex(({ name }) => name === 'wrap');
    run.stages = run.stages.map((stage, index) =>
      index > upTo && stage.state === 'finished' ? { name: stage.name, state: 'waiting' } : stage
    );
    await this.runs.save(run);
  }

  #generatedFile(id: string, path: string): string {
    return join(this.runs.folderOf(id), GENERATED, path);
  }
}

/** The component as its files say after an edit. */
async function described({ model, request, component }: Wrapped): Promise<WrappedComponent> {
  const { folder, python } = component;
  const edited = {
    request: { ...request, runtime: referenceOf(component) },
    model: { ...model, path: folder, digest: await digestOf(folder) }
  };
  return model.kind === 'class' ? componentOfClass(edited, python) : componentOfWrapped(edited);
}

/** Whether its files may still be edited: it does not run, and has not deployed them. */
function isOpen({ state, stages }: Run): boolean {
  return state !== 'running' && stages.at(-1)?.state !== 'finished';
}

function refuseWhenClosed(run: Run): void {
  if (!isOpen(run)) {
    throw new ProblemError({
      code: run.state === 'running' ? 'run-busy' : 'run-ended',
      message: `The files of run ${run.id} cannot be edited.`,
      reason: run.state === 'running' ? 'It is still running.' : 'They have been deployed.',
      suggestion: run.state === 'running' ? 'Wait for its end, or cancel it.' : 'Start a new run that stops after wrap.'
    });
  }
}

function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return text.includes('\0') || !Buffer.from(text).equals(bytes) ? undefined : text;
}
