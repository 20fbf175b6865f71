import { ImageDetails } from '../../../src/contract/image';
import { imageDetails } from '../../../src/pipeline/images/image-details';
import { removeImage } from '../../../src/pipeline/images/image-removal';
import { Bench, problemOf, sh } from '../../images/bench';

jest.setTimeout(120_000);

const bench = new Bench();
const { docker } = bench;
const { signal } = new AbortController();
const LAYERS = ['builder', 'dependencies', 'model'] as const;
const BYTES = { builder: 3000, dependencies: 2000, model: 1000 };
const name = (role: string) => `localhost/deploy-model-layers/${role}:1`;
let id: string;

beforeAll(async () => {
  for (const [index, role] of LAYERS.entries()) {
    const base = index === 0 ? 'scratch' : name(LAYERS[index - 1]!);
    const Dockerfile = `FROM ${base}\nCOPY ${role} /${role}\nENV LAST=${role}\nLABEL deploy-model.role=${role}\n`;
    const folder = bench.write(role, { Dockerfile, [role]: 'x'.repeat(BYTES[role]) });
    id = await docker.images.build(folder, { reference: name(role), signal });
  }
});
afterAll(async () => {
  [...LAYERS].reverse().forEach(role => sh('docker', 'rmi', '--force', name(role)));
  await bench.close();
});

test('tells the layers that are the model’s own from those that other images share', async () => {
  const details = ImageDetails.parse(await imageDetails(docker, id));

  expect(details.layers.map(({ size, part }) => [size, part])).toEqual([
    [1000, 'model'],
    [2000, 'packages'],
    [3000, 'builder']
  ]);
  expect(details).toMatchObject({ ownSize: 1000, references: [name('model')], platform: 'linux/amd64' });
  expect(details.labels['deploy-model.role']).toBe('model');
});

test('knows an image by the first digits of its id', async () => {
  expect((await imageDetails(docker, id.slice('sha256:'.length, 'sha256:'.length + 12))).id).toBe(id);
});

test('knows an image by any of its names', async () => {
  const other = 'localhost/deploy-model-layers/another:2';
  sh('docker', 'tag', id, other);
  try {
    expect((await imageDetails(docker, other)).id).toBe(id);
    expect((await imageDetails(docker, name('model'))).id).toBe(id);
  } finally {
    sh('docker', 'rmi', other);
  }
});

test.each(['localhost/deploy-model-layers/none:1', 'No Name'])('knows no image %p', async which => {
  expect((await problemOf(imageDetails(docker, which))).code).toBe('no-such-image');
});

test('is for images of models: a builder image is none', async () => {
  const builder = await docker.images.inspect(name('builder'));

  expect((await problemOf(imageDetails(docker, builder!.id))).code).toBe('no-such-image');
  expect((await problemOf(removeImage(docker, builder!.id))).code).toBe('no-such-image');
});

test('keeps an image that a container needs, also a foreign one', async () => {
  const container = sh('docker', 'create', name('model'), '/none').trim();
  try {
    expect((await problemOf(removeImage(docker, id))).code).toBe('image-in-use');
    expect(await docker.images.inspect(id)).toBeDefined();
  } finally {
    sh('docker', 'rm', container);
  }
});

test('removes an image with all its names, and nothing that others share', async () => {
  await docker.images.tag(name('model'), name('second'));

  expect((await removeImage(docker, id)).sort()).toEqual([name('model'), name('second')].sort());

  expect(await docker.images.inspect(id)).toBeUndefined();
  expect(await docker.images.inspect(name('dependencies'))).toBeDefined();
  expect((await problemOf(removeImage(docker, id))).code).toBe('no-such-image');
});
