import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RunRequest } from '../../src/contract/run';
import type { Pipeline } from '../../src/pipeline/pipeline';
import { Activity } from '../../src/service/activity';
import { createWork, type Work } from '../../src/service/handlers';
import { createPipeline } from '../../src/wiring/create-pipeline';
import { SUM } from './bench';

const never = new AbortController().signal;
let folder: string;
let pipeline: Pipeline;
let work: Work;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-'));
  await mkdir(join(folder, 'sum'));
  await writeFile(join(folder, 'sum', 'Sum.py'), SUM);
  pipeline = createPipeline(resolve('jupyterlab_deploy_model/programs'), {
    ...process.env,
    DEPLOY_MODEL_HOME: join(folder, 'home'),
    DOCKER_HOST: `unix://${join(folder, 'no-engine.sock')}`
  });
  work = createWork(pipeline, new Activity(() => undefined));
});
afterEach(async () => {
  await work.close();
  await rm(folder, { recursive: true, force: true });
});

/** A run that has wrapped the class and stopped there. */
async function wrapped(): Promise<string> {
  const request = RunRequest.parse({ model: join(folder, 'sum'), target: 'docker' });
  const { id, state } = await pipeline.deploy(request, { onEvent: () => undefined, signal: never, until: 'wrap' });
  expect(state).toBe('finished');
  return id;
}

it('tells why no engine answers as part of what there is', async () => {
  const offer = await work.handlers.examineEngine({}, never);

  expect(offer.problem?.code).toBe('docker-unreachable');
  expect(offer.contexts[0]).toMatchObject({ name: 'default', current: true });
});

it.each(['listImages', 'showImage', 'removeImage'] as const)('fails to %s without an engine', async name => {
  const call = work.handlers[name] as (input: { id: string }, gone: AbortSignal) => Promise<unknown>;

  await expect(call({ id: `sha256:${'a'.repeat(64)}` }, never)).rejects.toMatchObject({
    problem: { code: 'docker-unreachable' }
  });
});

it('writes a folder that a builder of Dockerfiles takes, without an engine', async () => {
  const id = await wrapped();
  const to = join(folder, 'context');

  const written = await work.handlers.writeImageContext({ id, folder: to }, never);

  expect(written.folder).toBe(to);
  expect(written.files).toEqual(expect.arrayContaining(['Dockerfile', 'code/Sum.py']));
  expect(await readFile(join(to, 'Dockerfile'), 'utf8')).toContain('COPY --chown=8888:0 code/ /microservice/');
});

it('mixes it with nothing that is there', async () => {
  const id = await wrapped();

  await expect(work.handlers.writeImageContext({ id, folder: join(folder, 'sum') }, never)).rejects.toMatchObject({
    problem: { code: 'name-taken' }
  });
  expect(await readFile(join(folder, 'sum', 'Sum.py'), 'utf8')).toBe(SUM);
});

it('says of a run that has built no image that there is none', async () => {
  const id = await wrapped();

  await expect(work.handlers.getRunImage({ id }, never)).rejects.toMatchObject({ problem: { code: 'no-such-image' } });
  await expect(work.handlers.getRunImage({ id: 'gone' }, never)).rejects.toMatchObject({
    problem: { code: 'no-such-run' }
  });
});
