import { Bench, type Files, sh, SUM } from '../../images/bench';

jest.setTimeout(300_000);

const bench = new Bench();
afterAll(() => bench.close());

/** Does as the package of wrapped models does, and what it finds out is another thing each time. */
const PROVING = `import pathlib, sys, uuid
record = pathlib.Path("__pycache__/proof-0a.json")
if not record.exists():
    record.parent.mkdir(exist_ok=True)
    record.write_text(f"{sys.argv[1]} {uuid.uuid4()}")
`;

/** Makes the image of a wrapped model and gives what it has proven. */
async function proven(files: Files, builder: 's2i' | 'docker' = 's2i'): Promise<string> {
  const wrapping = { 'wrapping/__init__.py': '', 'wrapping/proof.py': '', 'wrapping/__main__.py': PROVING };
  const input = await bench.wrapped({ 'Model.py': SUM, 'logged/MLmodel': 'flavors: {}\n', ...wrapping, ...files });
  const request = { ...input.request, builder };
  const component = { ...input.component, modelFolder: 'logged' };
  const { image } = await bench.images.build({ ...input, request, component }, bench.context());
  const show = ['sh', '-c', 'cd /microservice && find . -path "*/__pycache__/*" -exec cat {} +'];
  return sh('docker', 'run', '--rm', '--entrypoint', show[0]!, image.id, ...show.slice(1));
}

test('an image has what was proven of its model, and nothing else that was made when it was built', async () => {
  expect(await proven({})).toMatch(/^logged [\da-f-]{36}$/);
});

test('with other code the same holds, and is not proven again, whatever builds it', async () => {
  const first = await proven({ 'Model.py': `${SUM}# first\n` });
  expect(await proven({ 'Model.py': `${SUM}# second\n` })).toBe(first);
  expect(await proven({ 'Model.py': `${SUM}# third\n` }, 'docker')).toBe(first);
});

test('another model is proven anew, whatever builds it', async () => {
  const first = await proven({});
  const byS2i = await proven({ 'logged/weights': '2' });
  const byEngine = await proven({ 'logged/weights': '3' }, 'docker');
  expect(new Set([first, byS2i, byEngine]).size).toBe(3);
  expect(byEngine).toMatch(/^logged /);
});

test('a folder with a package of that name and no logged model is left as it is', async () => {
  const input = await bench.wrapped({ 'Model.py': SUM, 'wrapping/__init__.py': '' });
  const { image } = await bench.images.build(input, bench.context());
  expect(sh('docker', 'run', '--rm', '--entrypoint', 'ls', image.id, '-A', '/microservice')).not.toContain(
    '__pycache__'
  );
});
