import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Deployment } from '../../src/contract/deployment';
import type { Verdict } from '../../src/contract/verdict';
import { runCommand } from '../../src/tools/command';
import { logModels, mlflowPython, newestMlflow, startMlflow, type TestServer } from '../fixtures/mlflow-environments';
import { sh } from '../images/bench';
import { describeCluster, KUBECONFIG, kubectl } from './cluster';
import { NodeRegistry } from './node-registry';

jest.setTimeout(900_000);

describeCluster('the whole job, from a registered model to an answer out of a pod', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-model-whole-'));
  const namespace = `whole-${Date.now().toString(36)}`;
  let server: TestServer | undefined;
  let registry: NodeRegistry;
  let image: string;
  let deployed: Record<string, unknown>[] = [];

  beforeAll(async () => {
    kubectl('create', 'namespace', namespace);
    registry = await NodeRegistry.start(join(folder, 'registry'));
    image = `${registry.host}/fraud/churn`;
    const python = await mlflowPython(newestMlflow);
    server = await startMlflow(python);
    const { plain } = await logModels(python, server.uri, { only: 'plain' });
    const register = `import mlflow; mlflow.set_tracking_uri("${server.uri}"); mlflow.register_model("${plain!.uri}", "churn")`;
    sh(python, '-c', register);
  });
  afterAll(async () => {
    kubectl('delete', 'namespace', namespace, '--wait=false');
    await server?.stop();
    await registry.close();
    const built = sh('docker', 'images', '--format', '{{.Repository}}:{{.Tag}}', image).split('\n').filter(Boolean);
    built.forEach(reference => sh('docker', 'rmi', '--force', reference));
    rmSync(folder, { recursive: true, force: true });
  });

  /** The command as a user has it; gives its exit code and its lines as JSON. */
  async function command(...args: string[]) {
    return commandOf('home', ...args);
  }

  /** The same of somebody with another home folder. */
  async function commandOf(home: string, ...args: string[]) {
    const { code, stdout } = await runCommand({
      program: process.execPath,
      args: [resolve('jupyterlab_deploy_model/programs/cli.cjs'), ...args, '--json'],
      env: { ...process.env, KUBECONFIG, DEPLOY_MODEL_HOME: join(folder, home), MLFLOW_TRACKING_URI: server!.uri },
      signal: AbortSignal.timeout(800_000)
    });
    const events = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    return { code, events };
  }

  it('builds, pushes, tests in the cluster, applies, watches, and ends with an answer', async () => {
    const place = ['--target', 'kubernetes', '--namespace', namespace, '--image', image];
    const { code, events } = await command('deploy', 'models:/churn/1', '--name', 'churn', '--grpc', ...place);
    expect({ code, problem: events.find(({ event }) => event === 'stage-failed') }).toEqual({ code: 0 });
    deployed = events;
    const deployment = events.at(-1)!.deployment as Deployment;
    // MLflow 3 resolves a version to the logged model behind it.
    const model = expect.stringMatching(/^models:\/(churn\/1|m-\w+)$/) as string;
    expect(deployment).toMatchObject({ state: 'running', revision: 1, model });
    const body = JSON.stringify({ data: { names: ['a', 'b'], ndarray: [[1, 0.5]] } });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(deployment.endpoint!.predictions, { method: 'POST', body, headers });
    expect(await answer.json()).toMatchObject({ data: { ndarray: [1.5] } });
  });

  it('was tested over gRPC, too, and asked there once more when it was deployed', () => {
    const results = deployed
      .filter(({ event }) => event === 'case')
      .map(({ result }) => result as { protocol?: string });
    expect(results.some(({ protocol }) => protocol === 'grpc')).toBe(true);
    expect(JSON.stringify(deployed)).toContain('It answers over gRPC');
  });

  it('is found by somebody else who names its namespace', async () => {
    expect((await commandOf('other', 'status', 'churn')).code).not.toBe(0);
    const { code, events } = await commandOf('other', 'status', 'churn', '--namespace', namespace);
    expect(code).toBe(0);
    expect(events.at(-1)).toMatchObject({ deployment: { name: 'churn', place: { namespace } } });
  });

  it('runs the image that was pushed, by its digest', () => {
    const spec = '{.items[0].spec.containers[?(@.name=="model")].image}';
    const running = kubectl('-n', namespace, 'get', 'pods', '-o', `jsonpath=${spec}`);
    expect(running).toMatch(new RegExp(`^${image}@sha256:[0-9a-f]{64}$`));
  });

  it('is tested again from here against its logged model', async () => {
    const { code, events } = await command('test', 'churn');
    const { verdict } = events.at(-1) as { verdict?: Verdict };
    expect({ code, failed: verdict?.cases.filter(({ passed }) => !passed) }).toEqual({ code: 0, failed: [] });
  });
});
