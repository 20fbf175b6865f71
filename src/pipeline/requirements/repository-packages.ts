import { Problem } from '../../contract/problem';
import { redact } from '../../tools/redact';
import { isLocal } from './model-paths';
import { addressText, type ReferenceLine } from './requirement-line';
import type { Rule } from './rule';

/** A package from a repository is installed, not edited; a key that ssh needs may not be here. */
export const repositoryPackage: Rule = line => {
  if (line.kind !== 'reference' || isLocal(line.target)) {
    return undefined;
  }
  const problem = /^git\+(ssh:|git@)/i.test(line.target) ? needsKey(line) : undefined;
  if (line.editable) {
    const address = line.name === undefined ? line.target : withoutEgg(line.target);
    return { to: addressText(line, address), reason: 'it is installed as it is, not for editing', problem };
  }
  return problem && { to: line.text, reason: '', problem };
};

function withoutEgg(address: string): string {
  const [plain = '', fragment = ''] = address.split('#');
  const rest = fragment.split('&').filter(part => part !== '' && !part.startsWith('egg='));
  return rest.length === 0 ? plain : `${plain}#${rest.join('&')}`;
}

function needsKey(line: ReferenceLine): Problem {
  return Problem.parse({
    code: 'requirement-local',
    severity: 'warning',
    message: `The requirement ${redact(line.text)} is fetched over ssh.`,
    reason: 'That works only where a key for it is.',
    suggestion: 'If the build fails, log the model again with an https address or with the code in `code_paths`.'
  });
}
