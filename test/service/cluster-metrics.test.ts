import type { CountedVersion } from '../../src/contract/kubernetes';
import { Problem } from '../../src/contract/problem';
import type { Pipeline } from '../../src/pipeline/pipeline';
import { Activity } from '../../src/service/activity';
import { Deployments } from '../../src/service/deployments';
import { Tasks } from '../../src/service/tasks';
import { canary } from '../lab/cluster-samples';
import { metrics } from '../lab/samples';

const signal = new AbortController().signal;
const [main, next] = canary().versions!;

/** The numbers of a deployment whose versions tell this. */
function metricsOf(...versions: CountedVersion[]) {
  const pipeline = {
    at: (): unknown => pipeline,
    deployment: async () => ({ deployment: canary() }),
    clusters: { versions: async () => versions }
  } as unknown as Pipeline;
  return new Deployments(pipeline, new Tasks(new Activity(() => undefined))).metrics({ name: 'churn' }, signal);
}

it('adds up what the versions on a cluster have counted', async () => {
  const found = await metricsOf({ ...main!, metrics: metrics(0) }, { ...next!, metrics: metrics(1) });
  expect(found).toMatchObject({ requests: 87, errors: 2, latency: { count: 87 } });
});

it('does not count the copies that a shadow gets', async () => {
  const found = await metricsOf({ ...main!, metrics: metrics(0) }, { ...next!, shadow: true, metrics: metrics(1) });
  expect(found.requests).toBe(40);
});

it('says why no version tells its numbers', async () => {
  const problem = Problem.parse({ code: 'cluster-forbidden', message: 'You may not.', suggestion: 'Ask.' });
  await expect(metricsOf({ ...main!, problem })).rejects.toMatchObject({ problem: { code: 'cluster-forbidden' } });
});
