import { placed, placeOptionsOf } from '../../src/cli/place';
import type { Options, Session } from '../../src/cli/session';
import type { Deployment } from '../../src/contract/deployment';
import { ProblemError } from '../../src/contract/problem';
import type { Pipeline } from '../../src/pipeline/pipeline';
import { placeOptions } from '../../src/pipeline/targets/kubernetes/place-options';
import { canary } from '../lab/cluster-samples';
import { deployment } from '../lab/samples';

/** Runs a verb with these options; gives what it got. */
async function run(options: Options) {
  const here = { title: 'here', at: (place: object) => ({ title: 'there', place }) };
  const seen: { pipeline?: unknown; options?: Options } = {};
  const verb = placed((session, _, rest) => {
    Object.assign(seen, { pipeline: session.pipeline, options: rest });
    return Promise.resolve(0);
  });
  await verb({ pipeline: here as unknown as Pipeline } as Session, 'churn', options);
  return seen;
}

it('looks on the named cluster and in the named namespace only', async () => {
  const { pipeline, options } = await run({ context: 'prod', namespace: 'fraud', to: 'v7=50' });
  expect(pipeline).toEqual({ title: 'there', place: { context: 'prod', namespace: 'fraud' } });
  expect(options).toEqual({ to: 'v7=50' });
});

it('looks everywhere when neither is named', async () => {
  expect((await run({ to: 'v7=50' })).pipeline).toMatchObject({ title: 'here' });
});

it('refuses what cannot be the name of a namespace', () => {
  expect(() => placed(() => Promise.resolve(0))({} as Session, 'churn', { namespace: '../kube-system' })).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'bad-request' }) as object })
  );
});

describe('the commands that are shown at the end', () => {
  const contexts = [{ name: 'production', namespace: 'fraud', current: true }];

  /** What they say of a place where the name alone means `meant`, or more than one. */
  function shown(of: Deployment, meant: Deployment | undefined) {
    const pipeline = {
      deployment: async () => {
        if (!meant) {
          throw new ProblemError({ code: 'deployment-ambiguous', message: 'Two.', suggestion: 'Say which one.' });
        }
        return { deployment: meant };
      },
      clusters: {
        placeOptions: async (place: NonNullable<Deployment['place']>, { isMeant }: { isMeant: boolean }) =>
          placeOptions(place, contexts, { full: !isMeant })
      }
    };
    return placeOptionsOf(pipeline as unknown as Pipeline, of);
  }
  const elsewhere = canary({ place: { context: 'production', namespace: 'pricing' } });

  it('say no place of what runs on this machine', async () => {
    expect(await shown(deployment('here'), deployment('here'))).toBe('');
  });

  it('say none where the current context points to', async () => {
    expect(await shown(canary(), canary())).toBe('');
  });

  it('say the namespace of what is in another one', async () => {
    expect(await shown(elsewhere, elsewhere)).toBe(' --namespace pricing');
  });

  it.each([
    ['another place', elsewhere],
    ['this machine', deployment('churn')],
    ['more than one place', undefined]
  ])('say all of the place when the name alone means one in %s', async (_, meant) => {
    expect(await shown(canary(), meant)).toBe(' --namespace fraud --context production');
  });
});
