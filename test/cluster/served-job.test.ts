import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Deployment } from '../../src/contract/deployment';
import type { Verdict } from '../../src/contract/verdict';
import { runCommand } from '../../src/tools/command';
import { mlflowPython, newestMlflow } from '../fixtures/mlflow-environments';
import { describeCluster, KUBECONFIG, kubectl } from './cluster';
import { predict } from './cluster-bench';
import { LINE, LINE_NUMBERS } from './line-model';
import { ModelStore } from './model-store';

jest.setTimeout(600_000);

describeCluster('the whole job without an image, from a model of MLflow to an answer out of a pod', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-model-served-'));
  const model = join(folder, 'line');
  const namespace = `served-${Date.now().toString(36)}`;
  let store: ModelStore;

  beforeAll(async () => {
    kubectl('create', 'namespace', namespace);
    store = await ModelStore.open(join(folder, 'store'), { key: 'none' });
    await store.put('line', LINE_NUMBERS);
    await store.put('bent', { ...LINE_NUMBERS, add: 3 });
    const python = await mlflowPython(newestMlflow);
    const { code, stderrTail } = await run(python, ['-c', LINE, model]);
    expect({ code, stderrTail: code === 0 ? '' : stderrTail }).toEqual({ code: 0, stderrTail: '' });
  });
  afterAll(() => {
    kubectl('delete', 'namespace', namespace, '--wait=false');
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function run(program: string, args: string[]) {
    const env = { ...process.env, KUBECONFIG, DEPLOY_MODEL_HOME: join(folder, 'home') };
    return runCommand({ program, args, env, signal: AbortSignal.timeout(500_000) });
  }

  /** The command as a user has it; gives its exit code and its lines as JSON. */
  async function command(...args: string[]) {
    const { code, stdout } = await run(process.execPath, [
      resolve('jupyterlab_deploy_model/programs/cli.cjs'),
      ...args,
      '--json'
    ]);
    const lines = stdout.trim().split('\n').filter(Boolean);
    return { code, events: lines.map(line => JSON.parse(line) as Record<string, unknown>) };
  }

  const resultsOf = (events: Record<string, unknown>[]) =>
    events.flatMap(({ event, result }) => (event === 'case' ? [result as Verdict['cases'][number]] : []));
  const deploy = (name: string, ...more: string[]) =>
    command(
      ...['deploy', model, '--name', 'line', '--target', 'kubernetes', '--namespace', namespace],
      ...['--server', 'MLFLOW_SERVER', '--model-uri', `http://${store.address}/${name}`, ...more]
    );

  it('builds no image, is tested in the cluster against the logged model, applied, watched, and answers', async () => {
    const { code, events } = await deploy('line');
    const results = resultsOf(events);
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect({ code, failed: events.find(({ event }) => event === 'stage-failed') }).toEqual({ code: 0 });
    const deployment = events.at(-1)!.deployment as Deployment;
    expect(await predict(deployment.endpoint!.predictions, [1, 2])).toEqual([3, 5]);
    expect(results.filter(({ kind }) => kind === 'parity').length).toBeGreaterThan(0);
    expect(results.filter(({ kind }) => kind === 'refused').length).toBeGreaterThan(0);
    const build = events.find(({ event, stage }) => event === 'stage-finished' && stage === 'build');
    expect(build!.note).toContain('no image: MLFLOW_SERVER fetches http://');
    const warnings = events.flatMap(({ problem }) => (problem as { reason: string } | undefined)?.reason ?? []);
    expect(warnings.join(' ')).toContain('nothing pins them');
  });

  it('is tested again from here, by its name', async () => {
    const { code, events } = await command('test', 'line');
    const { verdict } = events.at(-1) as { verdict?: Verdict };
    expect({ code, failed: verdict?.cases.filter(({ passed }) => !passed) }).toEqual({ code: 0, failed: [] });
  });

  it('stops before it is deployed where the server answers otherwise than the logged model', async () => {
    const { code, events } = await deploy('bent');
    expect(code).toBe(7);
    expect(events.find(({ event }) => event === 'stage-failed')).toMatchObject({ stage: 'deploy' });
    const running = kubectl(
      '-n',
      namespace,
      'get',
      'sdep',
      'line',
      '-o',
      'jsonpath={.spec.predictors[*].graph.modelUri}'
    );
    expect(running).toBe(`http://${store.address}/line`);
  });

  it('says by option what no server can do, before any work', async () => {
    const { code, events } = await deploy('line', '--image', 'registry.example/line');
    expect(code).toBe(2);
    expect(events.find(({ event }) => event === 'stage-failed')).toMatchObject({
      stage: 'select',
      problem: { code: 'bad-request', message: expect.stringContaining('--image') as string }
    });
  });
});
