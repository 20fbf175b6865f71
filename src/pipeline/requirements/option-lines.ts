import { Problem } from '../../contract/problem';
import { redact } from '../../tools/redact';
import { isLocal, wrappedPath } from './model-paths';
import type { NestedLine, OptionLine } from './requirement-line';
import type { Facts, Outcome, Rule } from './rule';

/** Options that uv reads in a requirements file, or passes over with a warning; any other makes it fail. */
const KNOWN: ReadonlySet<string> = new Set([
  '--index-url',
  '--extra-index-url',
  '--find-links',
  '--no-index',
  '--no-binary',
  '--only-binary',
  '--pre',
  '--prefer-binary',
  '--require-hashes',
  '--trusted-host',
  '--use-feature'
]);

/** Options that name a place for packages. */
export const PLACES: ReadonlySet<string> = new Set(['--index-url', '--extra-index-url', '--find-links']);

/** Options for the building of one package. */
export const lineOptions: Rule = line => {
  if (!('buildOptions' in line) || line.buildOptions.length === 0) {
    return undefined;
  }
  const to = line.buildOptions
    .reduce((text, option) => text.replace(option, ''), line.text)
    .replace(/\s+/g, ' ')
    .trim();
  return { to, reason: `uv does not know ${line.buildOptions.join(' ')}` };
};

/** Options, other requirements files and constraints. */
export const optionLine: Rule = (line, facts) => {
  if (line.kind === 'nested') {
    return nestedFile(line, facts);
  }
  return line.kind === 'option' ? option(line, facts) : undefined;
};

function nestedFile({ option, path }: NestedLine, { subject, ownConstraints }: Facts): Outcome {
  if (option === '-c' && ownConstraints && /^(\.\/)?constraints\.txt$/.test(path)) {
    return { to: '-c constraints.txt', reason: 'the constraints had to be changed like the requirements' };
  }
  const inside = /^https?:/i.test(path) ? path : wrappedPath(path, subject);
  return inside === undefined
    ? { reason: 'the file is not among those of the model', problem: option === '-r' ? notLogged(path) : undefined }
    : {
        to: `${option} ${inside}`,
        reason: `paths start at the wrapped folder, and the model is in ${subject.modelFolder}`
      };
}

function notLogged(path: string): Problem {
  return Problem.parse({
    code: 'requirement-local',
    severity: 'warning',
    message: `The requirements of the model name the file ${redact(path)}, which was not logged with it.`,
    reason: 'What it lists is not installed.',
    suggestion: 'If the test fails, log the model again with all its packages in `pip_requirements`.'
  });
}

function option(line: OptionLine, { subject }: Facts): Outcome | undefined {
  if (!KNOWN.has(line.name)) {
    return { reason: 'uv does not know this option' };
  }
  if (!PLACES.has(line.name)) {
    return undefined;
  }
  if (isLocal(line.value)) {
    const path = wrappedPath(line.value, subject);
    return path === undefined
      ? { reason: 'the folder is not among those of the model' }
      : {
          to: `${line.name} ./${path}`,
          reason: `paths start at the wrapped folder, and the model is in ${subject.modelFolder}`
        };
  }
  // Whoever named PyTorch's own index for CUDA can reach the one for the CPU, too.
  const cpu = line.value.replace(
    /^(https:\/\/download\.pytorch\.org\/whl\/(?:\w+\/)*)(cu\d+|rocm[\d.]+)(?=\/|$)/,
    '$1cpu'
  );
  return subject.gpu || cpu === line.value
    ? undefined
    : { to: `${line.name} ${cpu}`, reason: 'the model gets no GPU, and CUDA takes gigabytes' };
}
