import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeptProofs, LARGEST } from '../../../src/pipeline/images/proofs';
import { homeOf } from '../../../src/tools/home';
import { componentOf } from '../../fakes/component';

const root = mkdtempSync(join(tmpdir(), 'deploy-model-proofs-'));
const home = homeOf({ DEPLOY_MODEL_HOME: join(root, 'home') });
afterAll(() => rmSync(root, { recursive: true }));

/** What is kept of a wrapped model of so many bytes. */
function keptOf(bytes: number, builder: { ours: boolean } = { ours: true }): Promise<KeptProofs | undefined> {
  const folder = mkdtempSync(join(root, 'wrapped-'));
  mkdirSync(join(folder, 'wrapping'));
  mkdirSync(join(folder, 'logged'));
  const weights = join(folder, 'logged', 'weights');
  writeFileSync(weights, '');
  truncateSync(weights, bytes);
  const ground = { builder: { id: 'sha256:0', ...builder }, layer: undefined };
  return KeptProofs.of({ ...componentOf({ folder }), modelFolder: 'logged' }, ground, home);
}

test('nothing is kept of a model that is too large to be proven, which is not even read', async () => {
  expect(await keptOf(LARGEST)).toBeDefined();
  expect(await keptOf(LARGEST + 1)).toBeUndefined();
});

test('nothing is kept of what another builder image makes', async () => {
  expect(await keptOf(1, { ours: false })).toBeUndefined();
});
