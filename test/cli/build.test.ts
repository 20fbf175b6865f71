import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../../src/cli/session';
import { build } from '../../src/cli/verbs/images';

const cwd = mkdtempSync(join(tmpdir(), 'deploy-model-build-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

it.each([
  ['--image', { image: 'registry:5000/churn:1', push: true }],
  ['--push', { push: true }],
  ['--builder', { builder: 'docker' }]
])('refuses %s for a folder in which no image is built, and writes none', async (flag, options) => {
  // Nothing is begun: there is no pipeline to begin it.
  const session = { pipeline: undefined, cwd } as unknown as Session;
  await expect(build(session, 'models:/churn/3', { asDockerfile: 'out', ...options })).rejects.toMatchObject({
    problem: { code: 'bad-request', message: `${flag} means nothing to --as-dockerfile.` }
  });
  expect(readdirSync(cwd)).toEqual([]);
});
