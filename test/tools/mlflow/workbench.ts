import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelSummary } from '../../../src/contract/model';
import { type Problem, ProblemError } from '../../../src/contract/problem';
import { homeOf } from '../../../src/tools/home';
import { silent } from '../../../src/tools/log';
import type { Tracking } from '../../../src/tools/mlflow';
import { createMlflow } from '../../../src/tools/mlflow/mlflow';
import { FakeMlflow } from '../../fakes/mlflow-server';

/** Never aborted. */
export const { signal } = new AbortController();
export const options = { log: silent, signal };

/** A fake tracking server and an empty folder to work in. */
export class FaultBench {
  private constructor(
    readonly fake: FakeMlflow,
    readonly folder: string
  ) {}

  static async open(): Promise<FaultBench> {
    return new FaultBench(await new FakeMlflow().start(), await mkdtemp(join(tmpdir(), 'mlflow-faults-')));
  }

  async close(): Promise<void> {
    await this.fake.stop();
    await rm(this.folder, { recursive: true });
  }

  connect(uri = this.fake.uri, env: NodeJS.ProcessEnv = {}): Promise<Tracking> {
    const home = homeOf({ DEPLOY_MODEL_HOME: this.folder });
    return createMlflow({ env: { HOME: this.folder, ...env }, home }).connect(uri, options);
  }

  /** Everything that `models` lists. */
  async rows(): Promise<ModelSummary[]> {
    const tracking = await this.connect();
    return Array.fromAsync(tracking.models({ experiments: [], orderBy: [], limit: 1000 }, signal));
  }

  /** Downloads the model of the run; gives the folder. */
  async download(env: NodeJS.ProcessEnv = {}): Promise<string> {
    const tracking = await this.connect(this.fake.uri, env);
    const target = join(this.folder, 'model');
    await tracking.download(await tracking.locate('run', signal), target, options);
    return target;
  }
}

/** The Problem with which a piece of work fails. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown
  );
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problem;
}
