import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Built } from '../../../src/contract/run';
import type { CaseResult } from '../../../src/contract/verdict';
import { earlierVerdict, keepVerdict, verdictOf } from '../../../src/pipeline/testing/verdict';
import { homeOf } from '../../../src/tools/home';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'verdicts '))));
afterEach(() => rm(folder, { recursive: true }));

const CASE: CaseResult = {
  ...{ name: 'one', kind: 'parity', protocol: 'rest', passed: true, milliseconds: 1 },
  ...{ expected: 'an answer', got: 'an answer' }
};
const builtFor = (gpus: string): Built =>
  ({
    component: { digest: 'same', method: 'predict' },
    build: { target: 'docker', environment: 'same', runtimeVersion: '1' },
    request: { gpus }
  }) as unknown as Built;

test('a verdict with a GPU says nothing of the same model without one, whichever GPU it was', async () => {
  const home = homeOf({ DEPLOY_MODEL_HOME: folder });

  await keepVerdict(verdictOf([CASE]), builtFor('all'), home);

  expect(await earlierVerdict(builtFor('device=0'), home)).toMatchObject({ passed: true, reused: true });
  expect(await earlierVerdict(builtFor(''), home)).toBeUndefined();
});
