import { describeCluster, GATEWAY, kubectl } from './cluster';
import { ClusterBench, predict } from './cluster-bench';

jest.setTimeout(180_000);

describeCluster('deploying to a real cluster', () => {
  let bench: ClusterBench;
  beforeAll(async () => (bench = await ClusterBench.open('deploy')));
  afterAll(() => bench.close());

  it('answers at the ingress when it says that it runs', async () => {
    const deployment = await bench.deploy({ image: 'plus1' });
    expect(deployment).toMatchObject({
      state: 'running',
      revision: 1,
      target: 'kubernetes',
      verdict: 'All 7 cases passed.'
    });
    expect(deployment.endpoint?.url).toBe(`${GATEWAY}/seldon/${bench.namespace}/churn`);
    expect(await predict(deployment.endpoint!.predictions, [1, 2])).toEqual([2, 3]);
  });

  it('tells every step with its time', () => {
    expect(bench.lines.join('\n')).toMatch(
      /operator has taken it \([\d.]+ s\)\n.*node.*\n.*image.*\n.*loaded.*\n.*route/
    );
  });

  it('is ready only once its model is loaded, not when its port is open', async () => {
    const probes = kubectl(
      '-n',
      bench.namespace,
      'get',
      'deployment',
      'churn-main-0-model',
      '-o',
      'jsonpath={.spec.template.spec.containers[0].readinessProbe.httpGet.path}'
    );
    expect(probes).toBe('/health/ping');
  });

  it('says in labels what runs', () => {
    const labels = JSON.parse(
      kubectl('-n', bench.namespace, 'get', 'deployment', 'churn-main-0-model', '-o', 'jsonpath={.metadata.labels}')
    ) as object;
    expect(labels).toMatchObject({
      version: 'v1',
      'deploy-model.io/run': 'run-1',
      'deploy-model.io/verdict': 'passed'
    });
  });

  it('replaces the running version, and its address stays', async () => {
    const deployment = await bench.deploy({ image: 'plus2' });
    expect(deployment).toMatchObject({ state: 'running', revision: 2 });
    expect(await predict(deployment.endpoint!.predictions, [1, 2])).toEqual([3, 4]);
  });

  it('is found by its name, and in the list', async () => {
    expect(await bench.target.list()).toMatchObject([
      { name: 'churn', state: 'running', place: { namespace: bench.namespace } }
    ]);
  });

  it('shows what all its pods wrote', async () => {
    const lines: string[] = [];
    for await (const line of bench.target.logs('churn', {
      follow: false,
      lines: 50,
      signal: AbortSignal.timeout(10_000)
    })) {
      lines.push(line);
    }
    expect(lines.join('\n')).toContain('unit model on');
  });

  it('stops, and starts again with as many replicas', async () => {
    expect(await bench.target.stop('churn')).toMatchObject({ state: 'stopped' });
    expect(await bench.target.start('churn', bench.watching())).toMatchObject({ state: 'running' });
  });

  it('gives the test stage an instance that answers, and is gone afterwards', async () => {
    const signal = AbortSignal.timeout(60_000);
    const instance = await bench.target.startThrowAway(await bench.tested({ image: 'plus1' }), bench.context(signal));
    const body = { data: { ndarray: [[1, 2]] } };
    const answer = await bench.endpoint.post(instance.endpoint.predictions, body, { timeoutSeconds: 10, signal });
    expect(answer).toMatchObject({ status: 200, body: { data: { ndarray: [[2, 3]] } } });
    expect(await instance.tail()).toContain('unit model on');
    await instance.remove();
    expect(await bench.target.list()).toHaveLength(1);
    expect(kubectl('-n', bench.namespace, 'get', 'sdep', '-l', 'deploy-model.io/throw-away', '-o', 'name')).toBe('');
  });

  it('is gone when it is removed, with everything that belonged to it', async () => {
    await bench.target.remove('churn');
    expect(await bench.target.status('churn')).toBeUndefined();
    kubectl('-n', bench.namespace, 'wait', '--for=delete', 'controllerrevision/churn-v1', '--timeout=30s');
    kubectl('-n', bench.namespace, 'wait', '--for=delete', 'deployment/churn-main-0-model', '--timeout=30s');
  });
});
