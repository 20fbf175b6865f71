import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelRequirements } from '../../../src/pipeline/wrapping/model-requirements';
import { COMPLETE, subject } from '../requirements/subject';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'model '))));
afterEach(() => rm(folder, { recursive: true }));

async function chosen(line: string, where: { target: 'docker' | 'kubernetes'; gpus: string }) {
  await writeFile(join(folder, 'requirements.txt'), [...COMPLETE, line].join('\n'));
  const { requirements } = await modelRequirements(folder, subject().description, { modelFolder: 'model', ...where });
  return requirements.filter(each => !COMPLETE.includes(each));
}

test('a container has packages for the GPUs that it is given, whatever is in the machine that it is made on', async () => {
  for (const target of ['docker', 'kubernetes'] as const) {
    expect(await chosen('onnxruntime-gpu==1.20.1', { target, gpus: 'all' })).toEqual(['onnxruntime-gpu==1.20.1']);
    expect(await chosen('onnxruntime-gpu==1.20.1', { target, gpus: '' })).toEqual(['onnxruntime>=1.20.0,<=1.20.1']);
  }
});
