import { Problem } from '../../contract/problem';
import { redact } from '../../tools/redact';
import { insideModel, isLocal, sameFileInModel, wrappedPath } from './model-paths';
import { archivePackage, baseName, normalName } from './package-name';
import { pathText, type ReferenceLine } from './requirement-line';
import type { Outcome, Rule } from './rule';
import type { RewriteSubject } from './subject';

/** Folders of conda's build machines, which `pip freeze` reports for packages that conda installed. */
const CONDA_BUILD = /\/(croot|conda-bld|feedstock_root|ci_py\d+|tmp\/build\/[0-9a-f]{8})\//;

/** What is on the machine that logged the model comes from the model's own files, or not at all. */
export const localPackage: Rule = (line, { subject }) => {
  if (line.kind !== 'reference' || !isLocal(line.target)) {
    return undefined;
  }
  return condaPackage(line) ?? packageInModel(line, subject) ?? codeInModel(line, subject) ?? notToBeHad(line);
};

function condaPackage(line: ReferenceLine): Outcome | undefined {
  const { target, name, marker } = line;
  if (name === undefined || line.editable || insideModel(target) !== undefined || !CONDA_BUILD.test(target)) {
    return undefined;
  }
  const version = archivePackage(target)?.version;
  const specifier = version === undefined ? '' : `==${version}`;
  return {
    to: `${name}${specifier}${marker && ` ; ${marker}`}`,
    reason: 'conda installed it from its build machine; the package of that name on the index is taken',
    problem: version === undefined ? unknownVersion(name) : undefined
  };
}

function unknownVersion(name: string): Problem {
  return Problem.parse({
    code: 'requirement-local',
    severity: 'warning',
    message: `Which version of ${name} the model was logged with is not known.`,
    reason: 'conda installed it from its build machine, and the requirement names that place and no version.',
    suggestion: 'If the test fails, log the model again with the version in `pip_requirements`.'
  });
}

function packageInModel(line: ReferenceLine, subject: RewriteSubject): Outcome | undefined {
  const { target } = line;
  const isArchive = archivePackage(target) !== undefined;
  const path =
    (isArchive ? wrappedPath(target, subject) : projectPath(target, subject)) ??
    (isArchive ? sameFileInModel(target, subject) : undefined);
  return path === undefined
    ? undefined
    : {
        to: pathText(line, path),
        reason: `paths start at the wrapped folder, and the model is in ${subject.modelFolder}`
      };
}

/** A folder that pip could build: one with a project file. */
function projectPath(target: string, subject: RewriteSubject): string | undefined {
  return ['pyproject.toml', 'setup.py'].some(file => wrappedPath(`${target}/${file}`, subject))
    ? wrappedPath(target, subject)
    : undefined;
}

/** `code_paths` put the package's source into the model, where it is found without being installed. */
function codeInModel(line: ReferenceLine, { files, description }: RewriteSubject): Outcome | undefined {
  const folder = description.flavors.python_function?.code;
  const code = typeof folder === 'string' ? folder : 'code';
  const modules = files
    .filter(file => file.startsWith(`${code}/`))
    .map(file => file.split('/')[code.split('/').length] ?? '');
  const wanted = line.name ?? normalName(baseName(line.target));
  const isThere = modules.some(module => normalName(module.replace(/\.py$/, '')) === wanted);
  // `-e .` does not say what it is, and code that was logged beside it is what it stands for.
  return isThere || (insideModel(line.target) === '.' && modules.length > 0)
    ? { reason: `its code was logged with the model, in ${code}/` }
    : undefined;
}

function notToBeHad(line: ReferenceLine): Outcome {
  const text = redact(line.text);
  return {
    reason: 'it exists only on the machine that logged the model',
    problem: Problem.parse({
      code: 'requirement-local',
      message: `The requirement ${text} exists only on the machine that logged the model.`,
      reason: 'Neither the package nor its code is among the files of the model.',
      suggestion: 'Log the model again with its code in `code_paths`, or with a package that is on an index.'
    })
  };
}
