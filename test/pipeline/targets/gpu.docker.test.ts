import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Tested } from '../../../src/contract/run';
import { createDockerTarget } from '../../../src/pipeline/targets/docker';
import { createEndpointClient } from '../../../src/tools/endpoint-client';
import { Bench, containers, predict, problemOf } from '../../images/bench';

jest.setTimeout(180_000);

const MODEL = readFileSync(resolve('test/fixtures/gpu/Model.py'), 'utf8');
const ROWS = [
  [1, 2, 3],
  [10, 0, 4]
];
const ANSWER = [5.25, 23];
const verdict = { passed: true, cases: [], summary: 'All is well.', reused: false, testedAt: new Date().toISOString() };

/** Skipped unless it is asked for: no machine without an NVIDIA GPU, and an engine that can give it, can run it. */
const describeGpu = process.env.DEPLOY_MODEL_TEST_GPU === '1' ? describe : describe.skip;

describeGpu('a model that an NVIDIA GPU computes', () => {
  let bench: Bench;
  let target: ReturnType<typeof createDockerTarget>;
  beforeAll(() => {
    bench = new Bench();
    target = createDockerTarget({ ...bench, docker: bench.docker, endpoint: createEndpointClient() });
  });
  afterEach(async () => {
    for (const { name } of await target.list()) {
      await target.remove(name);
    }
    expect(containers('deploy-model-gpu')).toEqual([]);
  });
  afterAll(() => bench.close());

  async function tested(gpus: string): Promise<Tested> {
    const files = { 'Model.py': MODEL, 'requirements.txt': 'numpy\n' };
    const input = await bench.wrapped(files, { startTimeout: 60, gpus });
    return { ...input, build: await target.build(input, bench.context()), verdict };
  }

  test.each(['all', '1', 'device=0'])('answers with --gpus %s, and says which one computes', async gpus => {
    const deployment = await target.deploy(await tested(gpus), 'gpu', bench.context());

    expect(await predict(deployment.endpoint!.predictions, ROWS)).toEqual(ANSWER);
    const options = { follow: false, lines: 100, signal: AbortSignal.timeout(10_000) };
    expect((await Array.fromAsync(target.logs('gpu', options))).join('\n')).toMatch(/computes on \w+/);
  });

  test('a script that runs beside it has the GPU, too: the logged model is asked where it runs', async () => {
    const folder = join(bench.folder, 'script');
    mkdirSync(folder);
    const program = [
      'import json, sys',
      'sys.path.insert(0, sys.argv[1])',
      'from Model import Model',
      'model = Model()',
      'model.load()',
      `json.dump(model.predict(${JSON.stringify(ROWS)}), open("answer.json", "w"))`
    ];
    writeFileSync(join(folder, 'ask.py'), program.join('\n'));
    const script = { folder, program: 'ask.py', args: (where: string) => [where], timeoutSeconds: 60 };

    const end = await target.runScript(await tested('all'), { ...script, gpus: 'all' }, bench.context());

    expect(end).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(folder, 'answer.json'), 'utf8'))).toEqual(ANSWER);
  });

  test('without a GPU it does not load, and the reason is told', async () => {
    const deploying = target.deploy(await tested(''), 'gpu', bench.context());

    expect(await problemOf(deploying)).toMatchObject({
      code: 'model-load-failed',
      reason: expect.stringContaining('libcuda.so.1') as string
    });
  });
});
