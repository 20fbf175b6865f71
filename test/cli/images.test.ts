import type { Options, Session } from '../../src/cli/session';
import { images } from '../../src/cli/verbs/images';

/** A terminal with one image; what is removed from it, and by which verb, is remembered. */
function terminal() {
  const gone: string[] = [];
  const all = {
    list: async () => [{ id: 'sha256:0123456789abcdef', reference: 'localhost/churn:1' }],
    remove: async (id: string) => (gone.push(`remove ${id}`), [id]),
    prune: async () => (gone.push('prune'), [])
  };
  const output = { emit: () => undefined, text: () => undefined, table: () => undefined };
  return { gone, session: { pipeline: { images: all }, output } as unknown as Session };
}

it.each<[string, string, Options]>([
  ['prune with an image', 'prune', { more: ['churn:1'] }],
  ['remove with --dry-run', 'remove', { more: ['churn:1'], dryRun: true }],
  ['a list with --dry-run', '', { dryRun: true }],
  ['remove without an image', 'remove', {}],
  ['remove with the name in a variable that is not set', 'remove', { more: [''] }],
  ['a word that it does not know', 'clean', {}]
])('refuses %s, and removes nothing', async (_, action, options) => {
  const { gone, session } = terminal();
  await expect(images(session, action, options)).rejects.toMatchObject({ problem: { code: 'bad-request' } });
  expect(gone).toEqual([]);
});

it('removes the image that was named, or what serves nothing', async () => {
  const { gone, session } = terminal();
  await images(session, 'remove', { more: ['churn:1'] });
  await images(session, 'prune', {});
  expect(gone).toEqual(['remove churn:1', 'prune']);
});

it('knows an image by the digits that it shows', async () => {
  const { gone, session } = terminal();
  await images(session, 'remove', { more: ['0123456789ab'] });
  expect(gone).toEqual(['remove sha256:0123456789abcdef']);
});
