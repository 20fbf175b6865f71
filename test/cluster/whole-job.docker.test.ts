import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Deployment } from '../../src/contract/deployment';
import { runCommand } from '../../src/tools/command';
import { logModels, mlflowPython, newestMlflow, startMlflow, type TestServer } from '../fixtures/mlflow-environments';
import { sh } from '../images/bench';
import { describeCluster, KUBECONFIG, kubectl } from './cluster';
import { NodeRegistry } from './node-registry';

jest.setTimeout(900_000);

describeCluster('the whole job, from a registered model to an answer out of a pod', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-model-whole-'));
  const namespace = `whole-${Date.now().toString(36)}`;
  let server: TestServer;
  let registry: NodeRegistry;
  let image: string;

  beforeAll(async () => {
    kubectl('create', 'namespace', namespace);
    registry = await NodeRegistry.start(join(folder, 'registry'));
    image = `${registry.host}/fraud/churn`;
    const python = await mlflowPython(newestMlflow);
    server = await startMlflow(python);
    const { plain } = await logModels(python, server.uri, { only: 'plain' });
    const register = `import mlflow; mlflow.set_tracking_uri("${server.uri}"); mlflow.register_model("${plain!.uri}", "churn")`;
    sh(python, '-c', register);
  }, 300_000);
  afterAll(async () => {
    kubectl('delete', 'namespace', namespace, '--wait=false');
    await server.stop();
    await registry.close();
    const built = sh('docker', 'images', '--format', '{{.Repository}}:{{.Tag}}', image).split('\n').filter(Boolean);
    built.forEach(reference => sh('docker', 'rmi', '--force', reference));
    rmSync(folder, { recursive: true, force: true });
  });

  /** The command as a user has it; gives its exit code and its lines as JSON. */
  async function command(...args: string[]) {
    const { code, stdout } = await runCommand({
      program: process.execPath,
      args: [resolve('jupyterlab_deploy_model/programs/cli.cjs'), ...args, '--json'],
      env: { ...process.env, KUBECONFIG, DEPLOY_MODEL_HOME: join(folder, 'home'), MLFLOW_TRACKING_URI: server.uri },
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
    const { code, events } = await command('deploy', 'models:/churn/1', '--name', 'churn', ...place);
    expect({ code, problem: events.find(({ event }) => event === 'stage-failed') }).toEqual({ code: 0 });
    const deployment = events.at(-1)!.deployment as Deployment;
    expect(deployment).toMatchObject({ state: 'running', revision: 1, model: 'models:/churn/1' });
    const body = JSON.stringify({ data: { names: ['a', 'b'], ndarray: [[1, 0.5]] } });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(deployment.endpoint!.predictions, { method: 'POST', body, headers });
    expect(await answer.json()).toMatchObject({ data: { ndarray: [1.5] } });
  });

  it('runs the image that was pushed, by its digest', () => {
    const spec = '{.items[0].spec.containers[?(@.name=="model")].image}';
    const running = kubectl('-n', namespace, 'get', 'pods', '-o', `jsonpath=${spec}`);
    expect(running).toMatch(new RegExp(`^${image}@sha256:[0-9a-f]{64}$`));
  });

  it('is tested again from here against its logged model', async () => {
    expect((await command('test', 'churn')).code).toBe(0);
  });
});
