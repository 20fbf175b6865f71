import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportFolder, refuseOccupied } from '../../src/pipeline/export-folder';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'));
  await mkdir(join(folder, 'from'));
  await writeFile(join(folder, 'from', 'Model.py'), 'wrapped');
});

afterEach(() => rm(folder, { recursive: true }));

it('leaves a file alone that is where the folder should go', async () => {
  const file = join(folder, 'train.py');
  await writeFile(file, 'mine');
  await expect(exportFolder(join(folder, 'from'), file)).rejects.toMatchObject({ problem: { code: 'name-taken' } });
  expect(await readFile(file, 'utf8')).toBe('mine');
});

it('leaves a folder alone that is not empty', async () => {
  const mine = join(folder, 'mine');
  await mkdir(mine);
  await writeFile(join(mine, 'Churn.py'), 'mine');
  await expect(exportFolder(join(folder, 'from'), mine)).rejects.toMatchObject({ problem: { code: 'name-taken' } });
  expect(await readdir(mine)).toEqual(['Churn.py']);
});

it('writes to an empty folder, and to one that is not there', async () => {
  await mkdir(join(folder, 'empty'));
  for (const to of ['empty', 'new/below']) {
    await exportFolder(join(folder, 'from'), join(folder, to));
    expect(await readFile(join(folder, to, 'Model.py'), 'utf8')).toBe('wrapped');
  }
});

it('says of a file on the way that no folder can be there', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(refuseOccupied(join(folder, 'file', 'out'))).rejects.toMatchObject({ problem: { code: 'name-taken' } });
});

it.each(['/proc/out', '/proc/x/y/out'])(
  'speaks of the folder and not of our home where nothing can be written: %s',
  async out => {
    await expect(exportFolder(join(folder, 'from'), out)).rejects.toMatchObject({
      problem: { code: 'not-writable', suggestion: expect.not.stringContaining('DEPLOY_MODEL_HOME') as string }
    });
  }
);
