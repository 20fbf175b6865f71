import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ComponentType, type RequirementChange, type WrappedComponent } from '../../contract/component';
import { COMPONENT_WORK } from '../../contract/component-work';
import { Problem, ProblemError } from '../../contract/problem';
import type { SelectedModel } from '../../contract/model';
import type { Selected } from '../../contract/run';
import { readJson } from '../../tools/atomic-file';
import { redact } from '../../tools/redact';
import { classesIn } from '../detection';
import { s2iEnvironment } from '../runtimes/process-environment';
import { Origin, ORIGIN_FILE } from './origin';
import { otherKind } from './other-kinds';
import { withRuntime } from './runtime-choice';

/** Files that a person may have put beside the class. */
const BESIDE = { contract: 'contract.json', checks: 'checks.json', warmUp: 'request.json' } as const;

const SELDON = /^seldon[-_.]core\b/i;

/** The component in an earlier wrapped folder, as it is now: the person may have edited all of it. */
export async function componentOfWrapped({ model, request }: Selected): Promise<WrappedComponent> {
  const origin = await readJson(join(model.path, ORIGIN_FILE), Origin).catch((cause: unknown) => {
    throw new ProblemError(
      {
        code: 'model-malformed',
        message: `${ORIGIN_FILE} in the folder cannot be read.`,
        reason: (cause as Error).message.split('\n')[0] ?? '',
        suggestion: 'Correct it, or wrap the model again.'
      },
      { cause }
    );
  });
  if (!origin) {
    throw notAComponent(model);
  }
  const { language, method, python, modelFolder, requirementChanges } = origin;
  const component = await componentIn(model);
  return {
    ...component,
    language,
    // The class that was written around the model may have become another kind since.
    method: component.type === 'MODEL' ? method : COMPONENT_WORK[component.type].method,
    python,
    ...withRuntime(request.runtime, { requirements: component.requirements, requirementChanges }),
    ...(modelFolder === undefined ? {} : { modelFolder }),
    digest: model.digest
  };
}

/** The component in a folder with a class of the user's own, written for Seldon. `python`: the version it is to run on. */
export async function componentOfClass({ model, request }: Selected, python: string): Promise<WrappedComponent> {
  const component = await componentIn(model);
  const requirements = component.requirements.filter(line => !SELDON.test(line));
  const requirementChanges = component.requirements.filter(line => SELDON.test(line)).map(withoutSeldon);
  return {
    ...component,
    language: 'python',
    method: COMPONENT_WORK[component.type].method,
    python,
    ...withRuntime(request.runtime, { requirements, requirementChanges }),
    digest: model.digest
  };
}

function withoutSeldon(from: string): RequirementChange {
  return { from, reason: 'The runtime that is chosen serves the class and brings the types that it imports.' };
}

type Found = Pick<
  WrappedComponent,
  'folder' | 'type' | 'className' | 'requirements' | 'contract' | 'checks' | 'warmUp'
>;

async function componentIn(model: SelectedModel): Promise<Found> {
  const folder = model.path;
  const environment = await s2iEnvironment(folder);
  const names = new Set(await readdir(folder));
  const requirements = await readFile(join(folder, 'requirements.txt'), 'utf8').catch(() => '');
  const beside = Object.entries(BESIDE).filter(([, name]) => names.has(name));
  return {
    folder,
    type: typeOf(environment.SERVICE_TYPE),
    className: environment.MODEL_NAME || (await onlyClassIn(model)),
    requirements: requirements
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '' && !line.startsWith('#')),
    ...Object.fromEntries(beside)
  };
}

function typeOf(name: string | undefined): ComponentType {
  // Seldon's outlier detectors transform what comes in.
  const type = ComponentType.safeParse(name === 'OUTLIER_DETECTOR' ? 'TRANSFORMER' : (name ?? 'MODEL'));
  if (!type.success) {
    throw new ProblemError({
      code: 'model-unsupported',
      message: `${name} is no type of component.`,
      reason: `SERVICE_TYPE in .s2i/environment is one of ${ComponentType.options.join(', ')}.`,
      suggestion: 'Correct it there.'
    });
  }
  return type.data;
}

/** Seldon's rule: a module holds a class of its own name. */
async function onlyClassIn(model: SelectedModel): Promise<string> {
  const found = await classesIn(model.path);
  const [only, ...others] = found;
  if (only === undefined) {
    throw notAComponent(model);
  }
  if (others.length > 0) {
    throw new ProblemError({
      code: 'model-ambiguous',
      message: `There are several classes in ${redact(model.reference)}: ${found.join(', ')}.`,
      reason: 'Each of these modules holds a class of its own name.',
      suggestion: 'Name the one to serve as MODEL_NAME in .s2i/environment.'
    });
  }
  return only;
}

/** Told of the folder as the person named it, not of our copy of it. */
function notAComponent({ path, reference }: SelectedModel): ProblemError {
  const other = otherKind(path);
  return new ProblemError({
    code: 'model-missing',
    message: `There is neither an MLflow model nor a Seldon class in ${redact(reference)}.`,
    reason:
      other?.reason ?? 'No MLmodel, no .s2i/environment with MODEL_NAME, and no module with a class of its own name.',
    suggestion: other?.suggestion ?? 'Name a folder with one of these; a Seldon class Churn is in Churn.py.'
  });
}

/** The warning about a method that a folder with its own class cannot take. */
export function methodIgnored(method: string): Problem {
  return Problem.parse({
    code: 'method-unsupported',
    severity: 'warning',
    message: `The method ${method} was not used.`,
    reason: 'The folder has a class of its own, which says what answers.',
    suggestion: 'Change the class, or deploy the logged model itself with --method.'
  });
}
