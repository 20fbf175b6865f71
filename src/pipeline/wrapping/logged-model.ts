import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { WrappedComponent } from '../../contract/component';
import type { ModelDescription, SelectedModel } from '../../contract/model';
import { ProblemError } from '../../contract/problem';
import type { Selected } from '../../contract/run';
import { stringifyExact } from '../../tools/exact-json';
import { filesystemProblem } from '../../tools/filesystem-problem';
import { digestOf } from '../../tools/folder-digest';
import { makeFolder } from '../../tools/make-folder';
import { copyComponent } from '../component-copy';
import type { RewrittenRequirements } from '../requirements';
import type { Context } from '../stage';
import { componentReadme } from '../templates/component-readme';
import { modelClass } from '../templates/model-class';
import { s2iEnvironmentFile } from '../templates/s2i-environment';
import { checksOf } from './checks';
import { contractOf } from './contract';
import { type Example, readExample } from './example';
import { methodOf } from './method';
import { modelRequirements } from './model-requirements';
import { ORIGIN_FILE, type Origin } from './origin';
import { WRAPPING } from './python-files';
import { exampleFrom, requestOf } from './request';
import { runtimeOf, withRuntime } from './runtime-choice';

const CLASS = 'Model';
const MODEL = 'model';
const REQUEST = 'request.json';

/** What is known about the logged model when its folder is written. */
interface Material {
  model: SelectedModel;
  description: ModelDescription;
  /** As it was logged, or made from the signature. */
  example: Example | undefined;
  method: string | undefined;
  python: string;
  requirements: RewrittenRequirements;
}

/** Writes a folder that Seldon can run around a logged model. Throws requirement-local, disk-full, … */
export async function wrapLoggedModel(
  { model, request }: Selected,
  python: string,
  context: Context
): Promise<WrappedComponent> {
  const folder = join(context.workdir, 'wrapped');
  const description = model.description!;
  const example = (await readExample(model.path, description)) ?? exampleFrom(description);
  const requirements = await modelRequirements(model.path, description, { modelFolder: MODEL, ...request });
  requirements.problems.forEach(problem => {
    if (problem.severity === 'error') {
      throw new ProblemError(problem);
    }
    context.log.warn(problem);
  });
  const material = { model, description, example, method: methodOf(description, request.method), python, requirements };
  const files = filesOfComponent(material, runtimeOf(request.runtime).runtime);
  try {
    await rm(folder, { recursive: true, force: true });
    await makeFolder(folder);
    await copyComponent(model.path, join(folder, MODEL), context.home);
    for (const [path, text] of Object.entries(files)) {
      await makeFolder(dirname(join(folder, path)));
      await writeFile(join(folder, path), text);
    }
  } catch (error) {
    throw filesystemProblem(error, folder) ?? error;
  }
  return {
    folder,
    type: 'MODEL',
    language: 'python',
    className: CLASS,
    method: material.method ?? description.predictFn,
    python,
    modelFolder: MODEL,
    ...withRuntime(request.runtime, {
      requirements: requirements.requirements,
      requirementChanges: requirements.changes
    }),
    contract: 'contract.json' in files ? 'contract.json' : undefined,
    checks: 'checks.json' in files ? 'checks.json' : undefined,
    warmUp: REQUEST in files ? REQUEST : undefined,
    digest: await digestOf(folder)
  };
}

function filesOfComponent(material: Material, runtime: Origin['runtime']): Record<string, string> {
  const { model, description, example, method, python, requirements } = material;
  const title = titleOf(model);
  const contract = contractOf(description, example);
  const request = example && requestOf(example, description.signature, 1).request;
  const origin: Origin = {
    version: 1,
    language: 'python',
    runtime,
    method: method ?? description.predictFn,
    python,
    modelFolder: MODEL,
    model: model.uri,
    name: model.name,
    requirementChanges: requirements.changes
  };
  const changes = requirements.changes;
  const readme = { title, name: model.name, python, method: origin.method, changes };
  return {
    ...WRAPPING,
    'Model.py': modelClass({ title, name: model.name, description, method, modelFolder: MODEL }),
    'requirements.txt': lines(requirements.requirements),
    ...(requirements.constraints ? { 'constraints.txt': lines(requirements.constraints) } : {}),
    '.s2i/environment': s2iEnvironmentFile({ className: CLASS, type: 'MODEL' }, variablesOf(description)),
    'checks.json': json(checksOf({ description, example, method })),
    ...(contract ? { 'contract.json': json(contract) } : {}),
    ...(request ? { [REQUEST]: json(request) } : {}),
    'README.md': componentReadme({
      ...readme,
      request: request && stringifyExact(request),
      hasContract: contract !== undefined
    }),
    [ORIGIN_FILE]: json(origin)
  };
}

/** Variables that must be set before the model's library is imported. */
function variablesOf({ flavors }: ModelDescription): Record<string, string> {
  const backend = flavors.keras?.keras_backend;
  return typeof backend === 'string' && /^\w+$/.test(backend) ? { KERAS_BACKEND: backend } : {};
}

function titleOf({ uri, registered }: SelectedModel): string {
  return registered ? `The model ${registered.name}, version ${registered.version},` : `The model ${uri}`;
}

function lines(texts: string[]): string {
  return texts.map(text => `${text}\n`).join('');
}

function json(value: unknown): string {
  return `${stringifyExact(value, 2)}\n`;
}
