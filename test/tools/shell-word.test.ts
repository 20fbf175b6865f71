import { execFileSync } from 'node:child_process';
import { shellWord } from '../../src/tools/shell-word';

it.each(['churn', './a b', `it's "q"`, '$HOME/`id`', 'a\\b', '*', ''])('is one word with the same text: %j', text => {
  expect(execFileSync('sh', ['-c', `printf '%s|' ${shellWord(text)}`], { encoding: 'utf8' })).toBe(`${text}|`);
});
