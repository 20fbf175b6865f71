import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProcessBuild } from '../../../../src/contract/deployment';
import { type Built, Wrapped } from '../../../../src/contract/run';
import type { ImageBuilder } from '../../../../src/pipeline/images/image-builder';
import type { Context } from '../../../../src/pipeline/stage';
import { createImageMaker } from '../../../../src/pipeline/targets/kubernetes/image-maker';
import { secretOf } from '../../../../src/pipeline/targets/kubernetes/prepackaged-build';
import type { Target } from '../../../../src/pipeline/targets/target';
import { homeOf } from '../../../../src/tools/home';
import { silent } from '../../../../src/tools/log';
import { componentOf } from '../../../fakes/component';

const folder = mkdtempSync(join(tmpdir(), 'deploy-model-served-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENVIRONMENT: ProcessBuild = {
  ...{ target: 'process', python: '/env/bin/python', environment: 'key', reused: true },
  ...{ runtime: '/runtime', runtimeVersion: '1' }
};

/** A target process of this machine that remembers what it was asked; nothing else is here. */
class Here {
  readonly asked: { built: Wrapped[]; ran: Pick<Built, 'build'>[] } = { built: [], ran: [] };
  readonly check: Target['check'] = async () => [];
  readonly build: Target['build'] = async input => (this.asked.built.push(input), ENVIRONMENT);
  readonly runScript: Target['runScript'] = async input => (
    this.asked.ran.push(input),
    { code: 0, stderrTail: '', timedOut: false }
  );
}
const nowhere = (): never => {
  throw new Error('No test foresees an engine here.');
};
const NO_IMAGES = { check: nowhere, build: nowhere } as unknown as ImageBuilder;

function bench() {
  const here = new Here();
  const said: string[] = [];
  const context: Context = {
    tools: {} as Context['tools'],
    home: homeOf({ DEPLOY_MODEL_HOME: folder }),
    log: { ...silent, line: (_, text) => void said.push(text) },
    signal: new AbortController().signal,
    workdir: folder
  };
  return { here, said, context, maker: createImageMaker(NO_IMAGES, { runScript: nowhere }, here) };
}

function wanted(kubernetes: object, model: object = {}): Wrapped {
  const mlflow = { flavors: { python_function: {} }, loaderModule: 'x', predictFn: 'predict', mlflowVersion: '3.1.4' };
  const inputs = [{ kind: 'column', name: 'a', type: 'double', required: true, spec: {} }];
  return Wrapped.parse({
    request: {
      ...{ model: 'models:/churn/7', name: 'churn', target: 'kubernetes', port: 8080, grpc: true },
      kubernetes: { server: 'MLFLOW_SERVER', ...kubernetes }
    },
    model: {
      ...{ reference: 'models:/churn/7', uri: 'models:/churn/7', kind: 'mlflow', name: 'churn', path: folder },
      ...{ digest: '0', bytes: 1, trackingUri: 'http://mlflow', storage: 's3://mlflow/7/artifacts' },
      description: { ...mlflow, signature: { inputs } },
      ...model
    },
    component: componentOf({ folder })
  });
}

it('builds nothing but the environment in which the logged model is asked, and says what it skips and why', async () => {
  const { maker, here, said, context } = bench();
  const build = await maker.build(wanted({ modelSecret: 's3-login' }), context);
  expect(build).toMatchObject({
    target: 'prepackaged',
    server: 'MLFLOW_SERVER',
    modelUri: 's3://mlflow/7/artifacts',
    secret: 's3-login',
    parameters: { xtype: 'DataFrame' },
    environment: 'key'
  });
  expect(here.asked.built[0]!.request).toMatchObject({ target: 'process', port: 0, grpc: false });
  expect(said[0]).toMatch(/No image is built .* s3:\/\/mlflow/);
});

it('asks the logged model in that environment', async () => {
  const { maker, here, context } = bench();
  const input = wanted({});
  const build = await maker.build(input, context);
  const script = { folder, program: 'ask.py', args: () => [], timeoutSeconds: 1 };
  await maker.runScript({ ...input, build }, script, context);
  expect(here.asked.ran[0]!.build).toEqual(ENVIRONMENT);
});

it('warns of what it costs, and has nothing else against what fits', async () => {
  const { maker, context } = bench();
  const problems = await maker.check(wanted({}), context);
  expect(problems.map(({ severity }) => severity)).toEqual(['warning']);
  expect(problems[0]!.reason).toContain('3.1.4');
});

it.each([
  ['files of which only the tracking server knows where they are', { storage: undefined }],
  ['files on one machine', { storage: '/srv/mlruns/7' }],
  ['a folder', { storage: undefined, trackingUri: undefined, uri: '/home/anna/model' }],
  ['what MLflow did not log', { kind: 'class', description: undefined }]
])('is refused for %s', async (_, model) => {
  const { maker, context } = bench();
  const problems = await maker.check(wanted({}, model), context);
  expect(problems[0]).toMatchObject({ code: 'model-unsupported', severity: 'error' });
});

it('takes the address that is named before the one that MLflow knows', async () => {
  const { maker, context } = bench();
  const build = await maker.build(wanted({ modelUri: 'gs://copies/churn' }, { storage: '/srv/mlruns/7' }), context);
  expect(build).toMatchObject({ modelUri: 'gs://copies/churn' });
});

it.each([
  [{ modelSecret: 'store', envSecrets: ['proxy'] }, 'store'],
  [{ envSecrets: ['s3-login'] }, 's3-login'],
  [{ envSecrets: ['a', 'b'] }, undefined],
  [{ envSecrets: [] }, undefined]
])('has for %j the secret of its storage %s', (options, secret) => {
  expect(secretOf({ modelSecret: undefined, ...options })).toBe(secret);
});
