import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KnownKinds } from '../../../src/pipeline/images/known-kinds';

const root = mkdtempSync(join(tmpdir(), 'deploy-model-kinds-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

const likeness = (kind: number) => kind.toString(16).padStart(32, '0');

/** Proofs of models, as an image has them. */
function proofs(...records: unknown[]): string {
  const folder = join(root, `proofs-${++count}`);
  mkdirSync(folder);
  records.forEach((record, index) => writeFileSync(join(folder, `proof-${index}.json`), JSON.stringify(record)));
  return folder;
}

/** Names of the records that the next image gets. */
async function laid(kinds: KnownKinds): Promise<string[]> {
  const source = join(root, `source-${++count}`);
  mkdirSync(source);
  await kinds.lay(source);
  return readdirSync(source)
    .flatMap(name => readdirSync(join(source, name)))
    .sort();
}

test('what is known of a kind is offered under its name, and word for word', async () => {
  const folder = join(root, 'one');
  const kinds = new KnownKinds(folder);
  const record = { likeness: likeness(1), plan: null };
  await kinds.learn(proofs(record));

  expect(await laid(kinds)).toEqual([`alike-${likeness(1)}.json`]);
  expect(JSON.parse(readFileSync(join(folder, `alike-${likeness(1)}.json`), 'utf8'))).toEqual(record);
});

test('a model that is alike none but itself, and one that was proven by an older version, is no kind', async () => {
  const kinds = new KnownKinds(join(root, 'none'));
  await kinds.learn(proofs({ likeness: null }, {}, { likeness: '../../../out' }, 'text'));
  expect(await laid(kinds)).toEqual([]);
});

test('the kinds that were learned last are remembered', async () => {
  const folder = join(root, 'many');
  const kinds = new KnownKinds(folder);
  const all = Array.from({ length: 24 }, (_, kind) => ({ likeness: likeness(kind) }));
  await kinds.learn(proofs(...all));
  utimesSync(join(folder, `alike-${likeness(7)}.json`), 1, 1);

  await kinds.learn(proofs({ likeness: likeness(24) }));

  const names = await laid(kinds);
  expect(names).toHaveLength(24);
  expect(names).toContain(`alike-${likeness(24)}.json`);
  expect(names).not.toContain(`alike-${likeness(7)}.json`);
});
