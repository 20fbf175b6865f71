import type { Problem } from '../../src/contract/problem';
import { describeCluster, kubectl, REAL_SELDON } from './cluster';
import { askedByGateway, askedWhile, ClusterBench, predict, type Wanted } from './cluster-bench';

jest.setTimeout(400_000);

type Failed = { problem: Problem };

/** As long as a name may be: what the operator makes of it has suffixes. */
const LONG = `churn-${'x'.repeat(42)}`;

describeCluster('deployments of other forms', () => {
  let bench: ClusterBench;
  beforeAll(async () => (bench = await ClusterBench.open('forms')));
  afterAll(() => bench.close());

  it('have names of 48 letters, in the test stage and when they are deployed', async () => {
    const signal = AbortSignal.timeout(300_000);
    const wanted: Wanted = { image: 'plus1', name: LONG };
    const instance = await bench.target.startThrowAway(await bench.tested(wanted), bench.context(signal));
    await instance.remove();
    const { endpoint } = await bench.deploy(wanted);
    expect(await predict(endpoint!.predictions, [1, 2])).toEqual([2, 3]);
    expect(await bench.target.status(LONG)).toMatchObject({ state: 'running', revision: 1 });
  });

  it('have their share and take over under such a name, too', async () => {
    const { versions } = await bench.deploy({ image: 'plus2', name: LONG, rollout: 'canary', percent: 30 });
    expect(versions).toMatchObject([{ traffic: 70 }, { traffic: 30 }]);
    const { operations } = bench.target;
    expect(await operations.traffic(LONG, { revision: 2, percent: 60 }, bench.watching())).toBe(true);
    await operations.discard(LONG, bench.watching());
    await bench.target.remove(LONG);
    expect(await bench.target.status(LONG)).toBeUndefined();
  });

  it('answer without an orchestrator, over gRPC, too', async () => {
    const { endpoint } = await bench.deploy({ image: 'plus1', name: 'bare', noEngine: true, grpc: true });
    expect(await predict(endpoint!.predictions, [1, 2])).toEqual([2, 3]);
    const message = { data: { names: [], ndarray: [[1, 2]] } };
    // The unit gives back what it gets there.
    expect(await askedByGateway(endpoint!.grpcGateway!, message)).toMatchObject(message);
    const containers = '{.items[*].spec.containers[*].name}';
    const selector = 'seldon-deployment-id=bare';
    expect(kubectl('-n', bench.namespace, 'get', 'pods', '-l', selector, '-o', `jsonpath=${containers}`)).toBe('model');
  });

  it('change their version without an orchestrator, and no request is lost', async () => {
    const { endpoint } = (await bench.target.status('bare'))!;
    const { lost, asked } = await askedWhile(endpoint!.predictions, async () => {
      await bench.deploy({ image: 'plus2', name: 'bare', noEngine: true, rollout: 'canary', percent: 50 });
      await bench.target.operations.promote('bare', bench.watching());
    });
    expect({ lost, enough: asked > 100 }).toEqual({ lost: [], enough: true });
    expect(await predict(endpoint!.predictions, [1, 2])).toEqual([3, 4]);
  });

  // Seldon 1.17's operator fails for ever at a Service that only its status names; the stand-in does not.
  (REAL_SELDON ? it : it.skip)('tell how an operator is helped that fails at what it has removed', async () => {
    await bench.deploy({ image: 'plus1', name: 'stuck' });
    const status = JSON.stringify({ status: { serviceStatus: { 'stuck-next': { svcName: 'stuck-next' } } } });
    const patch = ['patch', 'sdep', 'stuck', '--subresource=status', '--type=merge', '-p', status];
    kubectl('-n', bench.namespace, ...patch);
    const problem = await bench.deploy({ image: 'plus2', name: 'stuck' }).catch((error: Failed) => error.problem);
    expect(problem).toMatchObject({ code: 'cluster-refused', reason: 'Service "stuck-next" not found' });
    const [, help = ''] = /kubectl (.*)$/.exec((problem as Problem).suggestion)!;
    kubectl(...help.split(' '));
    expect(await bench.deploy({ image: 'plus2', name: 'stuck' })).toMatchObject({ state: 'running' });
  });
});
