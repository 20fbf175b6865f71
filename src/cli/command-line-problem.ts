import type { CommanderError } from 'commander';
import { Problem } from '../contract/problem';

/** What commander says of a command line, and what a person is told: what, why, and what would be right. */
const KINDS: [RegExp, (match: string[], help: string) => { message: string; reason: string; suggestion?: string }][] = [
  [
    /^unknown command '(.*)'/,
    ([, word]) => ({ message: `deploy-model cannot ${word}.`, reason: 'Its first word is one of a list of verbs.' })
  ],
  [
    /^unknown option '(.*)'/,
    ([, flag], verb) => ({ message: `There is no option ${flag}.`, reason: `${verb} does not have it.` })
  ],
  [
    /^missing required argument '(.*)'/,
    ([, name], verb) => ({
      message: `${verb} wants to know which ${name}.`,
      reason: `It was called without <${name}>.`
    })
  ],
  [
    /^option '(\S+?),? .*' argument missing/,
    ([, flag]) => ({ message: `${flag} has no value.`, reason: 'It is the last word, or another option follows it.' })
  ],
  [
    /^option '(.*)' argument '(.*)' is invalid\. (.*)/,
    ([, flag, value, reason]) => ({
      message: `The value ${value} does not fit.`,
      reason: reason!.replace('It takes', `${flag} takes`)
    })
  ],
  [
    /^too many arguments.*Expected (\d+) .*: (.*)\.$/,
    ([, expected, words]) => ({
      message: `There are too many words: ${words}.`,
      reason: `Expected: ${expected}; a text with spaces is written in quotes.`
    })
  ]
];

/** A command line that cannot be read, as a Problem. `verb`: its first word, when that is one. */
export function commandLineProblem(error: Pick<CommanderError, 'message'>, verb: string | undefined): Problem {
  const [text = '', guess] = error.message.replace(/^error: /, '').split('\n');
  const meant = /\(Did you mean (.*)\?\)/.exec(guess ?? '')?.[1];
  const command = ['deploy-model', ...(verb ? [verb] : [])].join(' ');
  for (const [pattern, said] of KINDS) {
    const match = pattern.exec(text);
    if (match) {
      const { message, reason } = said(match, verb ? `\`${verb}\`` : 'deploy-model');
      const suggestion = `${meant ? `Did you mean ${meant}? ` : ''}See \`${command} --help\`.`;
      return Problem.parse({ code: 'bad-request', message, reason, suggestion });
    }
  }
  return Problem.parse({ code: 'bad-request', message: `${text}.`, suggestion: `See \`${command} --help\`.` });
}
