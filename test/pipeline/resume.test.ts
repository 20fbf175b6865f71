import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RunRequest } from '../../src/contract/run';
import type { Pipeline, Watch } from '../../src/pipeline/pipeline';
import { createPipeline } from '../../src/wiring/create-pipeline';
import { SUM } from '../service/bench';

const running: Watch = { onEvent: () => undefined, signal: AbortSignal.timeout(60_000) };
let folder: string;
let pipeline: Pipeline;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resume-'));
  await mkdir(join(folder, 'sum'));
  await writeFile(join(folder, 'sum', 'Sum.py'), SUM);
  const variables = { ...process.env, DEPLOY_MODEL_HOME: join(folder, 'home') };
  pipeline = createPipeline(resolve('jupyterlab_deploy_model/programs'), variables);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Cancels a run as soon as it has begun. */
function cancelling(): Watch {
  const cancel = new AbortController();
  return { onEvent: () => cancel.abort(), signal: cancel.signal };
}

const request = () => RunRequest.parse({ model: join(folder, 'sum') });

it('a run that was stopped short of where it was to stop goes there, and no further', async () => {
  const stopped = await pipeline.deploy(request(), { ...cancelling(), until: 'wrap' });
  expect(stopped.state).toBe('cancelled');

  const { state, until, stages } = await pipeline.resume(stopped.id, running);

  expect([state, until]).toEqual(['finished', 'wrap']);
  expect(stages.map(stage => stage.state)).toEqual(['finished', 'finished', 'waiting', 'waiting', 'waiting']);
});

it('a run that has come to where it was to stop goes on to the end', async () => {
  const { id } = await pipeline.deploy(request(), { ...running, until: 'wrap' });
  expect((await pipeline.resume(id, cancelling())).until).toBe('deploy');
});
