import { randomBytes } from 'node:crypto';
import { Bench, sh, SUM } from '../../images/bench';

jest.setTimeout(300_000);

// Names of its own: what other tests built is not taken for similar.
const repository = `localhost/deploy-model-test/similar-${randomBytes(4).toString('hex')}`;
const bench = new Bench({ ...process.env, DEPLOY_MODEL_REPOSITORY: repository });
afterAll(async () => {
  await bench.close();
  const pattern = `reference=${repository}/*`;
  const names = sh('docker', 'images', '--format', '{{.Repository}}:{{.Tag}}', '--filter', pattern).trim();
  names.split('\n').forEach(name => sh('docker', 'rmi', name));
});

async function packages(...lines: string[]) {
  const input = await bench.wrapped({ 'Model.py': SUM, 'requirements.txt': lines.join('\n') });
  const { image } = await bench.images.build(input, bench.context());
  const list = 'import importlib.metadata as m; print(sorted(d.name for d in m.distributions()))';
  return {
    layers: (await bench.docker.images.inspect(image.base))!.layers,
    installed: sh('docker', 'run', '--rm', '--entrypoint', 'python', image.id, '-c', list).trim()
  };
}

test('a package more is a layer of its own on those that are there', async () => {
  const two = await packages('six==1.17.0', 'toolz==1.0.0');
  const three = await packages('six==1.17.0', 'toolz==1.0.0', 'cachetools==6.2.1');

  expect(two.installed).toBe("['six', 'toolz']");
  expect(three.installed).toBe("['cachetools', 'six', 'toolz']");
  expect(three.layers.slice(0, -1)).toEqual(two.layers);
});

test('a package less, or another version, is no ground for others', async () => {
  const two = await packages('six==1.17.0', 'toolz==1.0.0');
  const one = await packages('six==1.17.0');
  const other = await packages('six==1.16.0', 'toolz==1.0.0');

  expect(one.installed).toBe("['six']");
  expect(one.layers).toHaveLength(two.layers.length);
  expect(other.layers).toHaveLength(two.layers.length);
  expect(other.layers).not.toEqual(two.layers);
});
