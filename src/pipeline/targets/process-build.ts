import type { WrappedComponent } from '../../contract/component';
import type { ProcessBuild } from '../../contract/deployment';
import { type Problem, problemOf } from '../../contract/problem';
import type { RunRequest } from '../../contract/run';
import type { EnvironmentRequest, Python } from '../../tools/python';
import { pythonMissing } from '../../tools/python/python-missing';
import type { Runtimes } from '../runtimes';
import type { Context } from '../stage';

type Parts = { python: Python; runtimes: Runtimes };
type Asked = { component: WrappedComponent; request: Pick<RunRequest, 'fetchPython' | 'grpc'> };

/** What a process needs to run a component: the environment and the serving runtime. */
export async function createBuild(
  parts: Parts,
  asked: Asked,
  context: Pick<Context, 'log' | 'signal'>
): Promise<ProcessBuild> {
  const { component } = asked;
  const environment = await parts.python.environment(environmentRequest(parts, asked, context));
  const { folder, version } = await parts.runtimes[component.runtime].prepare(component);
  return {
    target: 'process',
    python: environment.python,
    environment: environment.key,
    reused: environment.reused,
    runtime: folder,
    runtimeVersion: version
  };
}

function environmentRequest(
  { runtimes }: Parts,
  { component, request }: Asked,
  { log, signal }: Pick<Context, 'log' | 'signal'>
): EnvironmentRequest {
  const runtime = runtimes[component.runtime];
  return {
    python: component.python,
    requirements: runtime.requirements(component, request),
    overrides: runtime.overrides?.(component),
    folder: component.folder,
    fetchPython: request.fetchPython,
    log,
    signal
  };
}

/**
 * What speaks against running a component in a process, found before any work. For a runtime from
 * elsewhere that includes whether its requirements and the component's go together; what uv finds is kept for the build.
 */
export async function buildProblems(
  parts: Parts,
  asked: Asked,
  context: Pick<Context, 'log' | 'signal'>
): Promise<Problem[]> {
  const { component, request } = asked;
  const runtime = parts.runtimes[component.runtime];
  const found = [
    ...runtime.check(component, request),
    ...(await pythonProblems(parts.python, component.python, { ...request, signal: context.signal }))
  ];
  const foreign = component.runtime !== 'builtin';
  if (!foreign || found.some(({ severity }) => severity === 'error')) {
    return found;
  }
  try {
    await parts.python.resolve(environmentRequest(parts, asked, context));
    return found;
  } catch (error) {
    context.signal.throwIfAborted();
    return [...found, conflictWith(runtime.title, problemOf(error))];
  }
}

function conflictWith(title: string, problem: Problem): Problem {
  if (problem.code !== 'requirement-conflict') {
    return problem;
  }
  return {
    ...problem,
    message: `The model and ${title} cannot be in one environment.`,
    reason: 'They ask for versions of the same packages that exclude each other; the text below says which.',
    suggestion: 'Serve it with the built-in runtime, which asks for no packages of its own.'
  };
}

/** Whether the component's Python version can be had, asked before any work. */
async function pythonProblems(
  python: Python,
  minor: string,
  { fetchPython, signal }: { fetchPython: boolean; signal: AbortSignal }
): Promise<Problem[]> {
  if (fetchPython || (await python.find(minor, signal))) {
    return [];
  }
  return [pythonMissing(minor, await python.interpreters(signal)).problem];
}
