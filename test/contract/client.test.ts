import { createClient, type OutgoingCall } from '../../src/contract/client';

/** A client that sends nothing and remembers what it would have sent. */
function recording(answer: { status: number; body: unknown } = { status: 200, body: [] }) {
  const sent: OutgoingCall<AbortSignal>[] = [];
  const client = createClient<AbortSignal>(async call => {
    sent.push(call);
    return answer;
  });
  return { client, sent };
}

it('writes parameters, queries and lists into the address', async () => {
  const { client, sent } = recording({ status: 200, body: { models: [] } });
  await client.listModels({ experiments: ['a b', '1'], filter: "tags.x = '&'" });
  expect(sent[0]).toMatchObject({
    method: 'GET',
    path: '/models?experiments=a%20b&experiments=1&filter=tags.x%20%3D%20%27%26%27'.replaceAll('%27', "'"),
    body: undefined
  });
});

it('sends as body what belongs to it, and no more', async () => {
  const { client, sent } = recording({ status: 404, body: undefined });
  await client.saveWrappedFile({ id: 'run 1/x', path: 'a/b.py', text: 'x' }).catch(() => undefined);
  expect(sent[0]).toMatchObject({
    method: 'PUT',
    path: '/runs/run%201%2Fx/files',
    body: { path: 'a/b.py', text: 'x' }
  });
});

it('throws the Problem that came', async () => {
  const problem = { code: 'no-such-run', message: 'Gone.', suggestion: 'Look.' };
  const { client } = recording({ status: 404, body: problem });
  await expect(client.getRun({ id: 'x' })).rejects.toMatchObject({ problem });
});

it.each([
  [403, { message: 'Forbidden' }, 'not-allowed'],
  [502, undefined, 'service-unavailable'],
  [404, '<html>', 'service-unavailable']
])('makes a Problem of a %s that is not the service’s', async (status, body, code) => {
  await expect(recording({ status, body }).client.listRuns({})).rejects.toMatchObject({ problem: { code } });
});

it('refuses an answer of another shape', async () => {
  await expect(recording({ status: 200, body: { runs: 1 } }).client.listRuns({})).rejects.toThrow();
});
