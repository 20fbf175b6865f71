import type { Output } from '../../src/cli/output';
import type { Session } from '../../src/cli/session';
import { list, status } from '../../src/cli/verbs/deployments';
import type { Deployment } from '../../src/contract/deployment';
import { RolloutRule } from '../../src/contract/rollout-rule';
import { canary } from '../lab/cluster-samples';
import { deployment } from '../lab/samples';

/** A terminal of somebody who has these deployments; what is said is kept. */
function terminalOf(...all: Deployment[]): { session: Session; said: string[] } {
  const said: string[] = [];
  const output: Partial<Output> = {
    emit: () => undefined,
    text: line => void said.push(line),
    table: (_, rows) => void said.push(...rows.map(row => row.join(' | ')))
  };
  const pipeline = { deployments: async () => all, deployment: async () => ({ deployment: all[0] }) };
  return { session: { pipeline, output } as unknown as Session, said };
}

it('lists two of one name, each with its place', async () => {
  const place = { context: 'production', namespace: 'pricing' };
  const { session, said } = terminalOf(canary(), canary({ place }), deployment('here'));
  await list(session, '', {});
  expect(said.map(row => row.split(' | ')[2])).toEqual([
    'kubernetes production/fraud',
    'kubernetes production/pricing',
    'process'
  ]);
});

it.each([
  ['ben on desk-3', /rule .* v5, ben on desk-3 watches it$/],
  [undefined, /rule .* v5, nobody watches it; go on with promote --by-rule$/]
])('says who watches a rule: %s', async (watcher, sentence) => {
  const rule = { rule: RolloutRule.parse({}), revision: 5, since: '2026-01-01T00:00:00Z', owner: 'anna', watcher };
  const { session, said } = terminalOf(canary({ rule }));
  await status(session, 'churn', {});
  expect(said).toContainEqual(expect.stringMatching(sentence));
});
