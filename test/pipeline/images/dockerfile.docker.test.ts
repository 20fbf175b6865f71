import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, sh } from '../../images/bench';
import { PROJECT } from '../../images/project';

jest.setTimeout(300_000);

const bench = new Bench();
afterAll(() => bench.close());

/** What its class says in an image, and which packages and programs are there. */
function look(reference: string): { answer: string; uv: string } {
  const run = (...command: string[]) =>
    sh('docker', 'run', '--rm', '--network', 'none', '--entrypoint', 'sh', reference, '-c', ...command).trim();
  return {
    answer: run('cd /microservice && python -c "import Model; print(Model.Model().predict([[1, 2]]))"'),
    uv: run('command -v uv || echo none')
  };
}

test('a project, which installs itself, is built by the engine without s2i', async () => {
  const { image } = await bench.images.build(await bench.wrapped(PROJECT, { builder: 'docker' }), bench.context());
  expect(look(image.reference)).toEqual({ answer: '[[3]]', uv: 'none' });
});

test('a project is built from a written context, with its folders and without a second copy of it', async () => {
  const folder = join(mkdtempSync(join(bench.folder, 'out-')), 'context');
  await bench.images.writeContext(await bench.wrapped(PROJECT), folder);
  if (bench.settings.certificates) {
    cpSync(bench.settings.certificates, join(folder, 'certs', 'site.crt'));
  }
  const reference = 'localhost/deploy-model-test/project:1';
  sh('docker', 'build', '--quiet', '--tag', reference, folder);

  expect(look(reference)).toEqual({ answer: '[[3]]', uv: 'none' });
  expect(sh('docker', 'run', '--rm', '--entrypoint', 'ls', reference, '/tmp').trim()).toBe('');
  sh('docker', 'rmi', reference);
});
