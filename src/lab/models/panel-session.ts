import type { Deployment } from '../../contract/deployment';
import type { StageName } from '../../contract/stage';
import type { PanelStart } from '../lab';
import { Changing } from './changing';
import { DEFAULTS, type Draft, requestOf } from './draft';
import { followRun, startRun } from './followed-run';
import type { GetClient, Resumption, RunModel } from './run-model';
import type { Runs } from './runs';
import { WrappedFolderModel } from './wrapped-folder-model';

/** One open panel: the form, then the run that it started. Small enough to be remembered over a reload. */
export class PanelSession extends Changing {
  draft: Draft;
  run?: RunModel;
  /** The wrapped files of the run, with what was typed into them. */
  files?: WrappedFolderModel;
  /** Where the model came from, or why there is none yet. */
  remark: string;
  /** Folder for a Dockerfile and what it needs, where that is wanted instead of an image. */
  dockerfile?: string;
  /** The step that the user looks at; the one at work when they have not chosen. */
  #chosen?: StageName;
  /** The deployment whose target and place were taken over, with both, as JSON. */
  #followed?: string;

  constructor(
    private readonly from: { runs: Runs; client: GetClient },
    {
      run,
      remark = '',
      model = '',
      name,
      trackingUri,
      target = DEFAULTS.target,
      context,
      namespace,
      image,
      dockerfile,
      rollout
    }: PanelStart
  ) {
    super();
    const kubernetes = { ...DEFAULTS.kubernetes, ...(rollout && { rollout }), context, namespace };
    this.draft = { ...DEFAULTS, model, name, trackingUri, target, image, kubernetes };
    this.remark = remark;
    this.dockerfile = dockerfile;
    if (run) {
      this.open(run);
    }
  }

  /** What opens this panel again. */
  get start(): PanelStart {
    const { model, name, trackingUri, image, kubernetes } = this.draft;
    const { context, namespace } = kubernetes;
    const { dockerfile } = this;
    const target = this.draft.target === DEFAULTS.target ? undefined : this.draft.target;
    return this.run
      ? { run: this.run.id, dockerfile }
      : { model, name, trackingUri, target, context, namespace, image, dockerfile };
  }

  get chosen(): StageName | undefined {
    return this.#chosen;
  }

  choose(stage: StageName): void {
    this.#chosen = stage;
    this.announce();
  }

  edit(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
    this.announce();
  }

  /**
   * A name is of one target and one place: who deploys under it again does so there. Once for each, and again when the
   * list says something else by now: at first it may be old.
   */
  follow({ name, target, place }: Deployment): void {
    const where = JSON.stringify([name, target, place]);
    if (this.#followed !== where) {
      this.#followed = where;
      this.edit({ target, kubernetes: { ...this.draft.kubernetes, ...place } });
    }
  }

  /** Asks for a folder with a Dockerfile instead of an image. */
  writeDockerfileTo(folder: string): void {
    this.dockerfile = folder;
    this.announce();
  }

  /** Starts a run with the form's values. Throws what the service says. */
  async begin(until: StageName): Promise<void> {
    this.#show(await startRun(this.from, { ...requestOf(this.draft), until }));
  }

  /** Goes on with a run that failed, was cancelled, or stopped to be looked at. */
  async resume(changes: Resumption = {}): Promise<void> {
    await this.files?.save();
    if (this.files?.trouble && this.files.hasUnsaved) {
      // What was typed could not be saved: going on would build something else than what is seen.
      this.choose('wrap');
      return;
    }
    this.#chosen = undefined;
    this.announce();
    await this.run?.resume(changes);
  }

  /** Shows another run. */
  open(id: string): void {
    this.#show(followRun(this.from, id));
  }

  /** Back to the form, filled with what the run was asked for. */
  again(): void {
    this.draft = this.run?.run?.request ?? this.draft;
    this.run = undefined;
    this.files = undefined;
    this.remark = '';
    this.#chosen = undefined;
    this.announce();
  }

  #show(run: RunModel): void {
    this.run = run;
    this.files = new WrappedFolderModel(run.id, this.from.client);
    this.#chosen = undefined;
    this.announce();
  }
}
