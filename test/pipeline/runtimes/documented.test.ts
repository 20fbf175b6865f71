import { readFileSync } from 'node:fs';
import { DIFFERENCES } from './parity/differences';

/** The rows below a heading of the users' page about runtimes, without the head of their table. */
function rowsBelow(heading: string): string[][] {
  const page = readFileSync('docs/users/runtimes.md', 'utf8');
  const [, rest = ''] = page.split(`## ${heading}\n`);
  const [section = ''] = rest.split('\n## ');
  const rows = section.split('\n').filter(line => line.startsWith('|'));
  return rows.slice(2).map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.replaceAll('`', '').trim())
  );
}

test("the users' page has every difference from seldon-core that the requests show, and no other", () => {
  const rows = DIFFERENCES.map(({ what, builtin, seldonCore }) => [what, builtin, seldonCore]);

  expect(rowsBelow('How the built-in runtime answers differently')).toEqual(rows);
});
