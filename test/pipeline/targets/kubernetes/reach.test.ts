import type { Predictor } from '../../../../src/contract/graph';
import type { Place } from '../../../../src/pipeline/targets/kubernetes/place';
import { endpointOf } from '../../../../src/pipeline/targets/kubernetes/reach';
import type { Cluster } from '../../../../src/tools/kubernetes';

const NO_ENGINE = { 'seldon.io/no-engine': 'true' };

const predictor = (type: string | undefined, more: Partial<Predictor> = {}): Predictor => ({
  name: 'main',
  graph: { name: 'model', type },
  ...more
});

/** The deployment `prepare`, seen from inside its cluster or from elsewhere. */
function placeSeen(inside: boolean): Place {
  const proxyAddress: Cluster['proxyAddress'] = (service, port) => `https://api/${service}:${port}/proxy`;
  const cluster = { inside, proxyAddress } as unknown as Cluster;
  return { cluster, namespace: 'fraud', name: 'prepare' };
}

it.each(['MODEL', 'TRANSFORMER', 'OUTPUT_TRANSFORMER', undefined])(
  "is reached at the orchestrator's own path and ports, whatever is behind it: %s",
  type => {
    const host = 'prepare-main.fraud.svc.cluster.local';
    expect(endpointOf(placeSeen(true), { predictor: predictor(type), grpc: true })).toEqual({
      url: `http://${host}:8000`,
      predictions: `http://${host}:8000/api/v1.0/predictions`,
      grpc: `${host}:5001`
    });
  }
);

it.each([
  ['MODEL', '/api/v1.0/predictions'],
  ['TRANSFORMER', '/transform-input'],
  ['OUTPUT_TRANSFORMER', '/transform-output'],
  [undefined, '/api/v1.0/predictions']
])('is reached at the path of its kind without an orchestrator: %s at %s', (type, path) => {
  const bare = predictor(type, { annotations: NO_ENGINE });
  const ingress = 'http://models.example';
  expect(endpointOf(placeSeen(false), { predictor: bare }).predictions).toBe(
    `https://api/prepare-main:9000/proxy${path}`
  );
  expect(endpointOf(placeSeen(false), { predictor: bare, ingress }).predictions).toBe(
    `${ingress}/seldon/fraud/prepare${path}`
  );
  expect(endpointOf(placeSeen(true), { predictor: bare, grpc: true }).grpc).toMatch(/:9500$/);
});

it('is reached at its own Service while it is beside the running version', () => {
  const next = predictor('TRANSFORMER', { name: 'next', annotations: NO_ENGINE });
  const ingress = 'http://models.example';
  expect(endpointOf(placeSeen(false), { predictor: next, ingress }).predictions).toBe(
    'https://api/prepare-next:9000/proxy/transform-input'
  );
});
