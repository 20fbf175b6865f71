import type { CountedVersion } from '../../../src/contract/kubernetes';
import { Problem } from '../../../src/contract/problem';
import { VersionNumbers } from '../../../src/lab/models/version-numbers';
import { canary } from '../cluster-samples';
import { metrics } from '../samples';
import { Stage } from '../stage';

const signal = new AbortController().signal;
const [main] = canary().versions!;

/** Versions as the service tells them, look after look. */
async function looks(...answers: CountedVersion[][]): Promise<VersionNumbers> {
  const stage = new Stage();
  stage.service.answer('listVersions', () => answers.shift()!);
  const numbers = new VersionNumbers({ name: 'churn' }, stage.lab.client);
  while (answers.length > 0) {
    await numbers.look(signal);
  }
  return numbers;
}

it('counts from when somebody began to look', async () => {
  const numbers = await looks([{ ...main!, metrics: metrics(1) }], [{ ...main!, metrics: metrics(3) }]);
  expect(numbers.versions?.[0]?.since).toMatchObject({ requests: 14, errors: 0, latency: { count: 14 } });
  expect(numbers.versions?.[0]?.total?.requests).toBe(metrics(3).requests);
});

it('counts from zero again when the pods were started anew', async () => {
  const numbers = await looks(
    [{ ...main!, metrics: metrics(9) }],
    [{ ...main!, metrics: metrics(1) }],
    [{ ...main!, metrics: metrics(2) }]
  );
  expect(numbers.versions?.[0]?.since?.requests).toBe(7);
});

it('keeps why a version has no numbers', async () => {
  const problem = Problem.parse({ code: 'cluster-forbidden', message: 'No.', suggestion: 'Ask.' });
  const numbers = await looks([{ ...main!, problem }]);
  expect(numbers.versions?.[0]).toEqual({ version: { ...main!, problem } });
});

it('keeps the last numbers when the cluster does not answer', async () => {
  const stage = new Stage();
  stage.service.answer('listVersions', () => [{ ...main!, metrics: metrics(1) }]);
  const numbers = new VersionNumbers({ name: 'churn' }, stage.lab.client);
  await numbers.look(signal);
  stage.service.fail(
    'listVersions',
    Problem.parse({ code: 'cluster-unreachable', message: 'It does not answer.', suggestion: 'Wait.' })
  );
  await numbers.look(signal);
  expect(numbers.trouble?.code).toBe('cluster-unreachable');
  expect(numbers.versions).toHaveLength(1);
});
