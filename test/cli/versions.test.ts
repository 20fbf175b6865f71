import type { Output } from '../../src/cli/output';
import type { Options, Session } from '../../src/cli/session';
import { discard, promote, restart, scale, traffic } from '../../src/cli/verbs/versions';
import type { TargetName } from '../../src/contract/target';
import type { Log } from '../../src/tools/log';
import { deployment } from '../lab/samples';

/** A terminal where the name means a deployment of this target; whoever turns to a cluster fails. */
function terminalOf(target: TargetName): Session {
  const pipeline = {
    deploymentHere: async () => deployment('churn', { target }),
    get clusters(): never {
      throw new Error('There is no cluster.');
    }
  };
  return { pipeline } as unknown as Session;
}

const VERBS: [string, typeof traffic, Options][] = [
  ['traffic', traffic, {}],
  ['traffic --to', traffic, { to: 'v2=50' }],
  ['promote', promote, {}],
  ['promote --by-rule', promote, { byRule: true }],
  ['discard', discard, {}],
  ['scale', scale, { replicas: 3 }]
];

describe.each(['process', 'docker'] as const)('of a deployment of the target %s', target => {
  it.each(VERBS)('`%s` says that it has no versions beside each other', async (_, verb, options) => {
    await expect(verb(terminalOf(target), 'churn', options)).rejects.toMatchObject({
      problem: { code: 'bad-request', message: expect.stringContaining(`of the target ${target}`) as string }
    });
  });
});

it.each(['10', 'v2', 'v2=101', 'v2=half'])('`traffic --to %s` says what a share looks like', async to => {
  await expect(traffic(terminalOf('kubernetes'), 'churn', { to })).rejects.toMatchObject({
    problem: { code: 'bad-request', message: expect.stringContaining(to) as string }
  });
});

/** What `restart` leaves in a terminal while the model and the cluster say something. */
async function restarted(verbose: boolean): Promise<string[]> {
  const said: string[] = [];
  const output: Partial<Output> = {
    verbose,
    emit: () => undefined,
    status: () => undefined,
    text: line => void said.push(line)
  };
  const pipeline = {
    restart: async (_: string, { log }: { log: Log }) => {
      log.line('model', '{"level": "INFO"}');
      log.line('cluster', 'It answers');
    },
    deployment: async () => ({ deployment: deployment('churn') })
  };
  await restart({ pipeline, output } as unknown as Session, 'churn', {});
  return said;
}

it("says the steps of a restart and not the model's own lines", async () => {
  const said = await restarted(false);
  expect(said).toContain('It answers');
  expect(said).not.toContain('{"level": "INFO"}');
});

it('says these, too, with --verbose', async () => {
  expect(await restarted(true)).toEqual(expect.arrayContaining(['{"level": "INFO"}', 'It answers']));
});
