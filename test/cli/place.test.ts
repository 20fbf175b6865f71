import { placed } from '../../src/cli/place';
import type { Options, Session } from '../../src/cli/session';
import type { Pipeline } from '../../src/pipeline/pipeline';

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
