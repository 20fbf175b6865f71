import { endpointOf } from '../../../src/pipeline/targets/docker-instance';
import type { ContainerState } from '../../../src/tools/docker';

it.each([
  ['MODEL', '/api/v1.0/predictions'],
  ['ROUTER', '/route'],
  ['COMBINER', '/aggregate'],
  ['TRANSFORMER', '/transform-input'],
  ['OUTPUT_TRANSFORMER', '/transform-output']
] as const)('a container of a %s is asked at %s', (type, path) => {
  const place = { network: '', inside: false, bind: '127.0.0.1', address: '127.0.0.1', local: true };
  const state = { ports: { 9000: 49153 } } as unknown as ContainerState;

  expect(endpointOf(state, { alias: 'sum', place, type, grpc: false })).toEqual({
    url: 'http://127.0.0.1:49153',
    predictions: `http://127.0.0.1:49153${path}`
  });
});
