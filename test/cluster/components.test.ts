import type { ComponentType } from '../../src/contract/component';
import type { Context } from '../../src/pipeline/stage';
import { testDeployment } from '../../src/pipeline/testing/remote-test';
import { GRPC_METHODS } from '../../src/tools/grpc/seldon-proto';
import { describeCluster, kubectl } from './cluster';
import { askedByGateway, ClusterBench, predict, type Wanted } from './cluster-bench';

jest.setTimeout(400_000);

const MESSAGE = { data: { names: [], ndarray: [[1, 2]] } };

describeCluster('a component of another kind than a model, alone', () => {
  let bench: ClusterBench;
  beforeAll(async () => (bench = await ClusterBench.open('kinds')));
  afterAll(() => bench.close());

  async function wrapped(type: ComponentType, wanted: Wanted) {
    const input = await bench.tested(wanted);
    return { ...input, component: { ...input.component, type } };
  }

  async function deploy(type: ComponentType, wanted: Wanted) {
    const signal = AbortSignal.timeout(300_000);
    return bench.target.deploy(await wrapped(type, wanted), wanted.name!, bench.context(signal));
  }

  /** What `deploy-model test NAME` finds. */
  async function tested(name: string) {
    const context: Context = {
      ...bench.context(AbortSignal.timeout(300_000)),
      tools: { endpoint: bench.endpoint } as unknown as Context['tools']
    };
    const subject = await bench.target.subject(name);
    const deployment = (await bench.target.status(name))!;
    return testDeployment({ ...subject, request: { startTimeout: 60 } }, deployment, { context, target: bench.target });
  }

  it('answers through the orchestrator at the path of its predictions, over gRPC, too', async () => {
    const { endpoint } = await deploy('TRANSFORMER', { name: 'prepare', image: 'transformer', grpc: true });
    expect(endpoint!.predictions).toMatch(/\/api\/v1\.0\/predictions$/);
    expect(await predict(endpoint!.predictions, [1, 2])).toEqual([2, 3]);
    expect(await askedByGateway(endpoint!.grpcGateway!, MESSAGE)).toMatchObject(MESSAGE);
    expect(await bench.target.status('prepare')).toMatchObject({ state: 'running', endpoint });
  });

  it('passes the test of a deployment there', async () => {
    const { passed, cases } = await tested('prepare');
    expect({ passed, names: cases.map(({ name }) => name) }).toEqual({ passed: true, names: ['warm-up request'] });
  });

  it('is what it was after a rollback', async () => {
    await bench.target.operations.rollback('prepare', 1, bench.watching());
    const { endpoint, revision } = (await bench.target.status('prepare'))!;
    expect({ revision, answer: await predict(endpoint!.predictions, [1, 2]) }).toEqual({ revision: 2, answer: [2, 3] });
  });

  it('is asked at its own path and by its own method where there is no orchestrator', async () => {
    const { endpoint } = await deploy('TRANSFORMER', {
      name: 'bare',
      image: 'transformer',
      noEngine: true,
      grpc: true
    });
    expect(endpoint!.predictions).toMatch(/\/transform-input$/);
    expect(await predict(endpoint!.predictions, [1, 2])).toEqual([2, 3]);
    const { address, metadata } = endpoint!.grpcGateway!;
    const said = { timeoutSeconds: 10, signal: AbortSignal.timeout(20_000), metadata };
    const byMethod = (method?: string) => bench.endpoint.grpc(address, MESSAGE, { ...said, method });
    expect(await byMethod(GRPC_METHODS.TRANSFORMER)).toMatchObject({ status: 200, body: MESSAGE });
    expect(await byMethod()).toMatchObject({ status: 404 });
    expect((await tested('bare')).cases).toMatchObject([{ name: 'health' }, { name: 'warm-up request', passed: true }]);
  });

  it('has a version beside it that is asked there, too', async () => {
    const next = { name: 'bare', image: 'transformer', noEngine: true, rollout: 'canary', percent: 20 } as const;
    const { versions } = await deploy('TRANSFORMER', next);
    expect(versions).toMatchObject([{ traffic: 80 }, { traffic: 20 }]);
  });

  it('is asked at its own path in the test stage', async () => {
    const input = await wrapped('OUTPUT_TRANSFORMER', { name: 'stage', image: 'output-transformer' });
    const instance = await bench.target.startThrowAway(input, bench.context(AbortSignal.timeout(300_000)));
    try {
      const { predictions } = instance.endpoint;
      expect(predictions).toMatch(/\/transform-output$/);
      const options = { timeoutSeconds: 10, signal: AbortSignal.timeout(20_000) };
      expect(await bench.endpoint.post(predictions, MESSAGE, options)).toMatchObject({
        status: 200,
        body: { data: { ndarray: [[3, 4]] } }
      });
    } finally {
      await instance.remove();
    }
  });

  it.each(['ROUTER', 'COMBINER'] as const)('is refused before anything is built when it is a %s', async type => {
    const input = await wrapped(type, { name: 'alone' });
    const problems = await bench.target.check(input, bench.context(AbortSignal.timeout(30_000)));
    expect(problems).toMatchObject([{ code: 'model-unsupported', severity: 'error' }]);
    expect(kubectl('-n', bench.namespace, 'get', 'sdep', '-o', 'name')).not.toContain('alone');
  });
});
