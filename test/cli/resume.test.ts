import type { Output } from '../../src/cli/output';
import type { Session } from '../../src/cli/session';
import { resume } from '../../src/cli/verbs/deploy';
import { Problem } from '../../src/contract/problem';
import type { Run } from '../../src/contract/run';

const RESUME = 'deploy-model resume run-1';
const image = {
  reference: 'churn:1',
  id: 'sha256:1',
  platform: 'linux/amd64',
  size: 3e6,
  ownSize: 1e3,
  base: 'packages:1'
};

/** What is said of a run that ended so, and which runs are forgotten then. */
async function saidOf(run: Partial<Run>) {
  const said: string[] = [];
  const removed: string[] = [];
  const output: Partial<Output> = {
    emit: () => undefined,
    text: line => void said.push(line),
    problem: ({ suggestion }) => void said.push(suggestion)
  };
  const pipeline = {
    resume: async () => ({ id: 'run-1', ...run }),
    output: async () => ({ build: { target: 'docker', image } }),
    removeRun: async (id: string) => void removed.push(id)
  };
  const code = await resume({ pipeline, output } as unknown as Session, 'run-1', {});
  return { code, said: said.join('\n'), removed };
}

it('ends with the image where that was all that was to be made', async () => {
  const { code, said, removed } = await saidOf({ until: 'build' });
  expect([code, removed]).toEqual([0, ['run-1']]);
  expect(said).toContain('churn:1');
});

it('says how to go on from a stage before', async () => {
  expect((await saidOf({ until: 'wrap' })).said).toContain(RESUME);
});

it.each(['bad-request', 'method-unsupported', 'no-such-model', 'test-failed'] as const)(
  'does not name it where it would fail again for the same reason: %s',
  async code => {
    const problem = Problem.parse({ code, message: 'No.', suggestion: 'Ask for another one.' });
    expect((await saidOf({ problem })).said).not.toContain(RESUME);
  }
);

it.each([
  ['where its Problem does', `Go on with \`${RESUME}\`.`],
  ['where its Problem does not', 'Look at it.']
])('names the way to go on once, %s', async (_, suggestion) => {
  const problem = Problem.parse({ code: 'cancelled', message: 'Cancelled.', suggestion });
  const { code, said } = await saidOf({ problem });
  expect(code).toBe(130);
  expect(said.split(RESUME)).toHaveLength(2);
});
