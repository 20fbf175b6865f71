import { STEPS } from '../../src/pipeline/targets/kubernetes/reading';
import { allowPods, describeCluster, GATEWAY, kubectl, until } from './cluster';
import { askedByGateway, askedWhile, ClusterBench, predict, type Wanted } from './cluster-bench';

jest.setTimeout(600_000);

describeCluster('deploying to a real cluster', () => {
  let bench: ClusterBench;
  beforeAll(async () => (bench = await ClusterBench.open('deploy')));
  afterAll(() => bench.close());

  it('goes to a cluster that says which Seldon it has, with its protocols and servers', async () => {
    expect(await bench.target.operations.report({ namespace: bench.namespace })).toMatchObject({
      seldon: true,
      seldonVersion: '1.17.1',
      protocols: ['seldon', 'v2', 'tensorflow'],
      servers: expect.arrayContaining(['MLFLOW_SERVER']) as string[],
      ingress: GATEWAY
    });
    expect(kubectl('-n', bench.namespace, 'get', 'sdep', '-o', 'name')).toBe('');
  });

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
    const steps = STEPS.map(({ done }) => done as string);
    // What holds it up for a moment is told between them.
    const told = bench.lines.filter(line => steps.some(step => line.startsWith(step)));
    expect(told.map(line => line.replace(/ \([\d.]+ s\)$/, ''))).toEqual(steps);
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
    // A list waits five seconds for a cluster, and goes without it then.
    await until(async () =>
      expect(await bench.target.list()).toMatchObject([
        { name: 'churn', state: 'running', place: { namespace: bench.namespace } }
      ])
    );
  });

  it('shows what all its pods wrote', async () => {
    const lines: string[] = [];
    for await (const line of bench.target.logs('churn', {
      follow: false,
      lines: 50,
      signal: AbortSignal.timeout(60_000)
    })) {
      lines.push(line);
    }
    expect(lines.join('\n')).toContain('unit model on');
  });

  it('stops, and starts again with as many replicas, which its clients reach at once', async () => {
    expect(await bench.target.stop('churn')).toMatchObject({ state: 'stopped' });
    const { state, endpoint } = await bench.target.start('churn', bench.watching());
    expect(state).toBe('running');
    expect(await predict(endpoint!.predictions, [1, 2])).toEqual([3, 4]);
  });

  it('gives the test stage an instance that answers, and is gone afterwards', async () => {
    const signal = AbortSignal.timeout(300_000);
    const instance = await bench.target.startThrowAway(await bench.tested({ image: 'plus1' }), bench.context(signal));
    const body = { data: { ndarray: [[1, 2]] } };
    const answer = await bench.endpoint.post(instance.endpoint.predictions, body, { timeoutSeconds: 10, signal });
    expect(answer).toMatchObject({ status: 200, body: { data: { ndarray: [[2, 3]] } } });
    expect(await instance.tail()).toContain('unit model on');
    await instance.remove();
    expect(await bench.target.list()).toHaveLength(1);
    expect(kubectl('-n', bench.namespace, 'get', 'sdep', '-l', 'deploy-model.io/throw-away', '-o', 'name')).toBe('');
  });

  it('answers in the Open Inference Protocol when that is asked for, and says it runs only then', async () => {
    const { endpoint } = await bench.deploy({ image: 'plus1', name: 'open', protocol: 'v2' });
    expect(endpoint!.predictions).toBe(`${GATEWAY}/seldon/${bench.namespace}/open/v2/models/model/infer`);
    const inputs = [{ name: 'a', shape: [2], datatype: 'FP64', data: [1, 2.5] }];
    const answer = await fetch(endpoint!.predictions, { method: 'POST', body: JSON.stringify({ inputs }) });
    expect(await answer.json()).toMatchObject({ outputs: [{ name: 'a', data: [2, 3.5] }] });
    await bench.target.remove('open');
  });

  it('answers over gRPC, too, when that is asked for: in the test stage, and by the gateway', async () => {
    const signal = AbortSignal.timeout(300_000);
    const wanted: Wanted = { image: '1', name: 'rpc', grpc: true };
    const message = { data: { names: [], ndarray: [[1, 2]] } };
    const ask = (address: string) => bench.endpoint.grpc(address, message, { timeoutSeconds: 10, signal });
    const instance = await bench.target.startThrowAway(await bench.tested(wanted), bench.context(signal));
    expect(await ask(instance.endpoint.grpc!)).toMatchObject({ status: 200, body: message });
    await instance.remove();

    const { endpoint } = await bench.deploy(wanted);
    expect(bench.lines.join('\n')).toMatch(/It answers over gRPC/);
    expect(endpoint!.grpcGateway).toEqual({
      address: GATEWAY.replace('http://', ''),
      metadata: { seldon: 'rpc', namespace: bench.namespace }
    });
    expect(await askedByGateway(endpoint!.grpcGateway!, message)).toMatchObject(message);
    await bench.target.remove('rpc');
  });

  it('is not ready while it answers over HTTP only, when gRPC was asked for', async () => {
    const failing = bench.deploy({ image: 'refuses-rpc', name: 'half', grpc: true });
    await expect(failing).rejects.toMatchObject({ problem: { code: 'route-missing' } });
    expect(await bench.target.status('half')).toBeUndefined();
  });

  it('has as many copies as are asked for, and new ones when it is started anew, without losing a request', async () => {
    const { endpoint } = (await bench.target.status('churn'))!;
    /** Those that are not on their way out. */
    const pods = () => {
      const all = kubectl('-n', bench.namespace, 'get', 'pods', '-l', 'seldon-deployment-id=churn', '-o', 'json');
      const { items } = JSON.parse(all) as { items: { metadata: { name: string; deletionTimestamp?: string } }[] };
      return items.flatMap(({ metadata }) => (metadata.deletionTimestamp ? [] : metadata.name));
    };
    const { operations } = bench.target;
    const { lost } = await askedWhile(endpoint!.predictions, async () => {
      await operations.scale('churn', 2, bench.watching());
      expect((await bench.target.status('churn'))!.versions).toMatchObject([{ replicas: 2, ready: 2 }]);
      const before = pods();
      await operations.restart('churn', bench.watching());
      expect(pods().filter(pod => before.includes(pod))).toEqual([]);
      await operations.scale('churn', 1, bench.watching());
    });
    expect(lost).toEqual([]);
  });

  it('goes back to as many copies as there is room for', async () => {
    allowPods(bench.namespace, 2);
    try {
      await expect(bench.target.operations.scale('churn', 5, bench.watching())).rejects.toMatchObject({
        problem: { code: 'quota-exceeded' }
      });
    } finally {
      kubectl('-n', bench.namespace, 'delete', 'resourcequota', 'q');
    }
    // The operator passes on what was put back.
    await until(async () =>
      expect(await bench.target.status('churn')).toMatchObject({ state: 'running', versions: [{ replicas: 1 }] })
    );
  });

  it('is gone when it is removed, with everything that belonged to it', async () => {
    await bench.target.remove('churn');
    expect(await bench.target.status('churn')).toBeUndefined();
    kubectl('-n', bench.namespace, 'wait', '--for=delete', 'controllerrevision/churn-v1', '--timeout=90s');
    kubectl('-n', bench.namespace, 'wait', '--for=delete', 'deployment/churn-main-0-model', '--timeout=90s');
  });
});
