import { RunRequest } from '../../../src/contract/run';
import { Bench, SUM } from '../../images/bench';

jest.setTimeout(60_000);

const bench = new Bench();
afterAll(() => bench.close());

/** The codes of what speaks against a request for an image of a small class. */
async function codesOf(request: Partial<RunRequest>): Promise<string[]> {
  const input = await bench.wrapped({ 'Model.py': SUM }, request);
  return (await bench.images.check(input, bench.context())).map(({ code }) => code);
}

const AWAY = 'localhost:1/team/churn:1';

it('refuses to make an image for a registry that is away', async () => {
  expect(await codesOf({ image: AWAY, push: true })).toEqual(['registry-unreachable']);
});

it('refuses it for a cluster, too, whose images are pushed unasked', async () => {
  expect(await codesOf({ image: AWAY, target: 'kubernetes' })).toEqual(['registry-unreachable']);
});

it('refuses to push what is named as an image of this machine', async () => {
  expect(await codesOf({ push: true })).toEqual(['bad-request']);
});

it('asks for no registry where nothing is pushed', async () => {
  expect(await codesOf({ image: AWAY })).toEqual([]);
  expect(await codesOf({ image: 'localhost/churn:1', target: 'kubernetes' })).toEqual([]);
});
