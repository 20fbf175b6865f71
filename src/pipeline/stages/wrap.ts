import { Problem, ProblemError } from '../../contract/problem';
import { type Selected, Wrapped } from '../../contract/run';
import { noSignature } from '../catalog';
import type { Context, Stage } from '../stage';
import { estimatorClass } from '../wrapping/estimator-class';
import { wrapLoggedModel } from '../wrapping/logged-model';
import { methodProblems } from '../wrapping/method';
import { componentOfClass, componentOfWrapped, methodIgnored } from '../wrapping/own-folder';

/** Makes a folder that Seldon can run: writes one around a logged model, takes one that a person brought. */
export const wrapStage: Stage<Selected, Wrapped> = {
  title: 'Wrap it for Seldon',
  output: Wrapped,
  async check({ model, request }) {
    const { description } = model;
    if (model.kind !== 'mlflow' || !description) {
      return request.method ? [methodIgnored(request.method)] : [];
    }
    return [
      ...methodProblems(description, request.method, request.method && (await estimatorClass(model.path, description))),
      ...(description.signature.inputs ? [] : [noSignature()]),
      ...(description.signature.inputs && !description.example ? [noExample()] : [])
    ];
  },
  async run(input, context) {
    return { ...input, component: await componentOf(input, context) };
  },
  paths: ({ component }) => [component.folder],
  note({
    component: {
      className,
      method,
      python,
      requirementChanges: { length }
    },
    model,
    request: { target }
  }) {
    const changes = length === 0 ? '' : `, ${length} ${length === 1 ? 'requirement' : 'requirements'} changed`;
    // A class that names no Python runs on the one of the image below it.
    const on = model.kind === 'class' && target !== 'process' ? '' : ` on Python ${python}`;
    return `${className} answers with ${method}${on}${changes}`;
  }
};

async function componentOf(input: Selected, context: Context): Promise<Wrapped['component']> {
  switch (input.model.kind) {
    case 'wrapped':
      return componentOfWrapped(input);
    case 'class':
      return componentOfClass(input, await anyPython(context));
    case 'mlflow':
      return wrapLoggedModel(
        input,
        minorOf(input.model.description?.pythonVersion) ?? (await anyPython(context)),
        context
      );
  }
}

/** The best Python of this machine, for what does not say which one it needs. */
async function anyPython({ tools, signal }: Context): Promise<string> {
  const [best] = await tools.python.interpreters(signal);
  const minor = minorOf(best?.version);
  if (!minor) {
    throw new ProblemError({
      code: 'python-missing',
      message: 'There is no Python on this machine.',
      reason: 'The model does not say which version it needs, and none was found.',
      suggestion: 'Install Python 3.9 or newer.'
    });
  }
  return minor;
}

function minorOf(version: string | undefined): string | undefined {
  return /^\d+\.\d+/.exec(version ?? '')?.[0];
}

function noExample(): Problem {
  return Problem.parse({
    code: 'no-example',
    severity: 'warning',
    message: 'The model was logged without an input example.',
    reason: 'It is tested with made-up values that fit its signature.',
    suggestion: 'Log it with `input_example=…`; then it is tested with real ones.'
  });
}
