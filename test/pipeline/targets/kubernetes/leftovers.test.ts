import type { SeldonDeployment } from '../../../../src/contract/graph';
import { leftoversOf, waitForLeftovers } from '../../../../src/pipeline/targets/kubernetes/leftovers';
import type { Place } from '../../../../src/pipeline/targets/kubernetes/place';
import { read } from '../../../../src/pipeline/targets/kubernetes/reading';
import type { Cluster, KubeObject } from '../../../../src/tools/kubernetes';
import { silent } from '../../../../src/tools/log';

/** A deployment with these predictors, whose status names these Services. */
const sdepWith = (predictors: string[], services: string[], status: object = {}): SeldonDeployment => ({
  apiVersion: 'machinelearning.seldon.io/v1',
  kind: 'SeldonDeployment',
  metadata: { name: 'churn', namespace: 'fraud' },
  spec: { predictors: predictors.map(name => ({ name, graph: { name: 'model', type: 'MODEL' } })) },
  status: { ...status, serviceStatus: Object.fromEntries(services.map(name => [name, {}])) }
});

const OWN = ['churn-main', 'churn-main-model'];
const GONE = ['churn-next', 'churn-next-model'];

it('finds the Services of a version that is gone, and none of one that runs', () => {
  expect(leftoversOf(sdepWith(['main'], [...OWN, ...GONE]))).toEqual(GONE);
  expect(leftoversOf(sdepWith(['main', 'next'], [...OWN, ...GONE]))).toEqual([]);
});

it('does not take a Service with another name of its own for one that is left', () => {
  expect(leftoversOf(sdepWith(['main'], [...OWN, 'churn-nextdoor', 'seldon-0123']))).toEqual([]);
});

it('waits until the status names them no longer', async () => {
  const answers = [
    sdepWith(['main'], [...OWN, ...GONE]),
    sdepWith(['main'], [...OWN, GONE[1]!]),
    sdepWith(['main'], OWN)
  ];
  let asked = 0;
  const cluster = { get: async () => answers[asked++] as KubeObject } as unknown as Cluster;
  const place = { cluster, namespace: 'fraud', name: 'churn' } as Place;
  await waitForLeftovers(place, { log: silent, signal: AbortSignal.timeout(25_000) });
  expect(asked).toBe(3);
});

it('says how to help an operator that fails at a Service that it removed', () => {
  const sdep = sdepWith(['main'], GONE, { state: 'Failed', description: 'Service "churn-next" not found' });
  expect(read({ sdep, deployments: [], pods: [], events: [] }).cause).toMatchObject({
    problem: {
      code: 'cluster-refused',
      suggestion: expect.stringContaining('-n fraud create service clusterip churn-next') as string
    }
  });
});

it('takes a Deployment that is not found for the passing moment in which a version is removed', () => {
  const sdep = sdepWith(['main'], OWN, { state: 'Failed', description: 'deployments.apps "churn-next" not found' });
  expect(read({ sdep, deployments: [], pods: [], events: [] }).cause).toBeUndefined();
});
