import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createRuntimes } from '../../../src/pipeline/runtimes';
import { passedOn } from '../../../src/pipeline/runtimes/process-environment';
import { homeOf } from '../../../src/tools/home';
import { componentOf } from '../../fakes/component';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runtime-'));
  cpSync(resolve('test/fakes/serving'), join(folder, 'source'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const component = componentOf({ requirements: ['numpy'] });

function runtime() {
  const home = homeOf({ DEPLOY_MODEL_HOME: join(folder, 'home') });
  return createRuntimes({ builtin: join(folder, 'source'), home }).builtin;
}

test('a changed runtime gets a folder of its own and the old one stays', async () => {
  const before = await runtime().prepare(component);
  writeFileSync(join(folder, 'source', 'deploy_model_runtime', 'more.py'), '');
  const after = await runtime().prepare(component);

  expect(after.folder).not.toBe(before.folder);
  expect(existsSync(join(before.folder, 'deploy_model_runtime', '__main__.py'))).toBe(true);
});

test('preparing many times at once gives the same complete folder', async () => {
  const prepared = await Promise.all(Array.from({ length: 8 }, () => runtime().prepare(component)));

  expect(new Set(prepared.map(({ folder }) => folder)).size).toBe(1);
  expect(readdirSync(join(folder, 'home', 'cache', 'runtimes'))).toEqual([basename(prepared[0]!.folder)]);
});

test('nothing is added to the requirements but what gRPC needs, and that once', () => {
  const own = ['protobuf<7', 'grpcio-tools'];

  expect(runtime().requirements(component, { grpc: false })).toEqual(['numpy']);
  expect(runtime().requirements(component, { grpc: true })).toEqual(['numpy', 'protobuf']);
  expect(runtime().requirements({ ...component, requirements: own }, { grpc: true })).toEqual(own);
});

test('a class name that is none is refused', () => {
  const problems = runtime().check({ ...component, className: 'Model; rm -rf' }, { grpc: false });

  expect(problems.map(({ code }) => code)).toEqual(['model-unsupported']);
});

test('a runtime that is not there is said so', async () => {
  rmSync(join(folder, 'source', 'deploy_model_runtime'), { recursive: true });

  await expect(runtime().prepare(component)).rejects.toMatchObject({ problem: { code: 'tool-missing' } });
});

test('tokens and passwords of the user are not passed on', () => {
  const passed = passedOn({
    PATH: '/bin',
    OMP_NUM_THREADS: '2',
    MLFLOW_TRACKING_TOKEN: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    HF_TOKEN: 'x'
  });

  expect(passed).toEqual({ PATH: '/bin', OMP_NUM_THREADS: '2' });
});
