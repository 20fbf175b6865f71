import { grpcWayOf } from '../../src/pipeline/targets/kubernetes/grpc-way';
import { type Place, placeOf } from '../../src/pipeline/targets/kubernetes/place';
import type { GrpcWay } from '../../src/pipeline/targets/target';
import type { Cluster } from '../../src/tools/kubernetes';
import { describeCluster, GATEWAY } from './cluster';
import { ClusterBench } from './cluster-bench';

jest.setTimeout(400_000);

const TLS = { DEPLOY_MODEL_INGRESS: 'https://models.example' };
const MESSAGE = { data: { names: [], ndarray: [[1, 2]] } };

/** The same cluster for somebody who may nothing of what is asked. */
function withoutRights(cluster: Cluster): Cluster {
  const may: Cluster['may'] = async wanted => wanted.map(() => false);
  return new Proxy(cluster, {
    get(target, key) {
      const value: unknown = key === 'may' ? may : Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    }
  });
}

describeCluster('asking a deployment over gRPC from outside the cluster', () => {
  let bench: ClusterBench;
  let place: Place;
  beforeAll(async () => {
    bench = await ClusterBench.open('grpc');
    await bench.deploy({ name: 'rpc', grpc: true });
    place = await placeOf(bench.kubernetes, 'rpc', { namespace: bench.namespace });
  });
  afterAll(() => bench.close());

  const answer = ({ address, metadata }: Exclude<GrpcWay, { closed: string }>) =>
    bench.endpoint.grpc(address, MESSAGE, { timeoutSeconds: 10, signal: AbortSignal.timeout(20_000), metadata });
  const isOpen = (way: GrpcWay | undefined): way is Exclude<GrpcWay, { closed: string }> =>
    way !== undefined && 'address' in way;

  it('goes by the ingress, as its clients do, and is answered there', async () => {
    const way = await bench.target.grpcWay!('rpc');
    expect(way).toEqual({
      address: GATEWAY.replace('http://', ''),
      metadata: { seldon: 'rpc', namespace: bench.namespace }
    });
    expect(isOpen(way) && (await answer(way))).toMatchObject({ status: 200, body: MESSAGE });
  });

  it('goes by a forwarded port where the ingress speaks TLS', async () => {
    const way = await grpcWayOf(place, TLS);
    expect(isOpen(way) && (await answer(way))).toMatchObject({ status: 200, body: MESSAGE });
  });

  it('is not done where ports may not be forwarded either, with the reason', async () => {
    expect(await grpcWayOf({ ...place, cluster: withoutRights(place.cluster) }, TLS)).toEqual({
      closed: expect.stringMatching(/TLS.*pods\/portforward/) as string
    });
  });

  it('is not done of what answers over HTTP only', async () => {
    await bench.deploy({ name: 'plain' });
    expect(await bench.target.grpcWay!('plain')).toBeUndefined();
  });
});
