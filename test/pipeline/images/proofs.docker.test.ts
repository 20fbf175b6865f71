import { randomBytes } from 'node:crypto';
import { Bench, type Files, sh, SUM } from '../../images/bench';

jest.setTimeout(300_000);

const ENVIRONMENT = { ...process.env, PIP_TRUSTED_HOST: 'index.invalid' };
const bench = new Bench(ENVIRONMENT);
afterAll(() => bench.close());

/**
 * Does as the package of wrapped models does: takes what is known of the model's kind, and what it finds out by itself is
 * another thing each time.
 */
const PROVING = `import hashlib, json, os, pathlib, sys, uuid
model, kept = pathlib.Path(sys.argv[1]), pathlib.Path("__pycache__")
def read(name):
    return (model / name).read_text() if (model / name).exists() else ""
def hashed(text):
    return hashlib.md5(text.encode()).hexdigest()
kind = read("kind")
alike = kept / f"alike-{hashed(kind)}.json"
found = {"model": sys.argv[1], "found": str(uuid.uuid4()), "likeness": hashed(kind) if kind else None}
found["settings"] = [name for name in os.environ if name.startswith(("PIP_TRUSTED", "UV_INSECURE"))]
record = kept / f"proof-{hashed(kind + read('weights'))}.json"
if not record.exists():
    kept.mkdir(exist_ok=True)
    record.write_text(alike.read_text() if kind and alike.exists() else json.dumps(found))
`;

/** Makes the image of a wrapped model and gives what it has proven. */
async function proven(files: Files, builder: 's2i' | 'docker' = 's2i', on = bench): Promise<string> {
  const wrapping = { 'wrapping/__init__.py': '', 'wrapping/proof.py': '', 'wrapping/__main__.py': PROVING };
  const input = await on.wrapped({ 'Model.py': SUM, 'logged/MLmodel': 'flavors: {}\n', ...wrapping, ...files });
  const request = { ...input.request, builder };
  const component = { ...input.component, modelFolder: 'logged' };
  const { image } = await on.images.build({ ...input, request, component }, on.context());
  const show = ['sh', '-c', 'cd /microservice && find . -path "*/__pycache__/*" -exec cat {} +'];
  return sh('docker', 'run', '--rm', '--entrypoint', show[0]!, image.id, ...show.slice(1));
}

test('an image has what was proven of its model, and nothing else that was made when it was built', async () => {
  expect(JSON.parse(await proven({}))).toMatchObject({ model: 'logged', likeness: null });
});

test('with other code the same holds, and is not proven again, whatever builds it', async () => {
  const first = await proven({ 'Model.py': `${SUM}# first\n` });
  expect(await proven({ 'Model.py': `${SUM}# second\n` })).toBe(first);
  expect(await proven({ 'Model.py': `${SUM}# third\n` }, 'docker')).toBe(first);
});

test.each(['s2i', 'docker'] as const)(
  'a model is proven while its packages become a layer, which has nothing of it: %s',
  async builder => {
    // Under names of its own there is no layer yet.
    const repository = `localhost/deploy-model-test/proven-${randomBytes(4).toString('hex')}`;
    const own = new Bench({ ...ENVIRONMENT, DEPLOY_MODEL_REPOSITORY: repository });
    const first = await proven({ 'requirements.txt': 'six==1.17.0\n' }, builder, own);
    const names = sh(
      'docker',
      'images',
      '--format',
      '{{.Repository}}:{{.Tag}}',
      '--filter',
      `reference=${repository}/*`
    );
    const layer = names.split('\n').find(name => name.includes('/dependencies:'))!;
    const inside = sh('docker', 'run', '--rm', '--entrypoint', 'ls', layer, '-A', '/microservice');
    const volumes = sh('docker', 'inspect', '--format', '{{json .Config.Volumes}}', layer).trim();
    await own.close();
    const left = names
      .trim()
      .split('\n')
      .filter(name => !name.includes('/sum:'));
    sh('docker', 'rmi', ...left);

    expect(JSON.parse(first)).toMatchObject({ model: 'logged', settings: [] });
    expect(own.lines.filter(line => line.includes('compared with and without MLflow'))).toEqual([]);
    expect([inside, volumes]).toEqual(['', 'null']);
  }
);

test('another model is proven anew, whatever builds it', async () => {
  const first = await proven({});
  const byS2i = await proven({ 'logged/weights': '2' });
  const byEngine = await proven({ 'logged/weights': '3' }, 'docker');
  expect(new Set([first, byS2i, byEngine]).size).toBe(3);
  expect(JSON.parse(byEngine)).toMatchObject({ model: 'logged' });
});

test('a model of a known kind is lent what was proven of another one, whatever builds it, and so is its next code', async () => {
  const first = await proven({ 'logged/kind': 'linear', 'logged/weights': '1' });
  expect(await proven({ 'logged/kind': 'linear', 'logged/weights': '2' })).toBe(first);
  expect(await proven({ 'logged/kind': 'linear', 'logged/weights': '3' }, 'docker')).toBe(first);
  const changed = { 'logged/kind': 'linear', 'logged/weights': '2', 'Model.py': `${SUM}# changed\n` };
  expect(await proven(changed)).toBe(first);
});

test('a model of another kind is proven anew, and then two kinds are known', async () => {
  const [forest, tree] = [
    await proven({ 'logged/kind': 'forest', 'logged/weights': '1' }),
    await proven({ 'logged/kind': 'tree', 'logged/weights': '1' }, 'docker')
  ];
  expect(tree).not.toBe(forest);
  expect(await proven({ 'logged/kind': 'forest', 'logged/weights': '2' }, 'docker')).toBe(forest);
  expect(await proven({ 'logged/kind': 'tree', 'logged/weights': '2' })).toBe(tree);
});

test('what is known of a kind is not lent to a model that is wrapped in another way', async () => {
  const files = { 'logged/kind': 'wrapped', 'logged/weights': '1' };
  const first = await proven(files);
  expect(await proven({ ...files, 'wrapping/other.py': '' })).not.toBe(first);
});

test('a folder with a package of that name and no logged model is left as it is', async () => {
  const input = await bench.wrapped({ 'Model.py': SUM, 'wrapping/__init__.py': '' });
  const { image } = await bench.images.build(input, bench.context());
  expect(sh('docker', 'run', '--rm', '--entrypoint', 'ls', image.id, '-A', '/microservice')).not.toContain(
    '__pycache__'
  );
});
