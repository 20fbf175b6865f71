import { diffLines } from '../../src/tools/text-diff';

const changes = (before: string, after: string) =>
  diffLines(before, after).flatMap(({ kind, text }) => (kind === 'same' ? [] : [`${kind} ${text}`]));

it('tells only the lines that changed', () => {
  expect(changes('a\nb\nc', 'a\nx\nc')).toEqual(['removed b', 'added x']);
});

it('finds nothing in equal texts', () => {
  expect(changes('a\nb', 'a\nb')).toEqual([]);
});

it('keeps what only moved by a line that was added', () => {
  expect(changes('a\nb', 'new\na\nb')).toEqual(['added new']);
});
