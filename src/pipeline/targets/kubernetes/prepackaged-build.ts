import { type PrepackagedBuild, ProcessBuild } from '../../../contract/deployment';
import type { KubernetesOptions } from '../../../contract/kubernetes';
import { Problem, ProblemError } from '../../../contract/problem';
import type { Wrapped } from '../../../contract/run';
import type { Context } from '../../stage';
import { argumentsOf, type Kept, misfits, prepackagedCosts } from '../../templates/prepackaged';
import type { Target } from '../target';

/** Where the logged model itself is asked: in an environment of this machine, as there is no image to ask it in. */
export type Here = Pick<Target, 'check' | 'build' | 'runScript'>;

/** What speaks against a server in place of an image, and what it costs. */
export async function prepackagedProblems(input: Wrapped, here: Here, context: Context): Promise<Problem[]> {
  const { server = '' } = input.request.kubernetes;
  const { kind, description } = input.model;
  if (kind !== 'mlflow' || !description) {
    return [notLogged(server)];
  }
  return [
    ...misfits(server, description, keptAt(input)),
    ...(await here.check(local(input), context)),
    prepackagedCosts(server, { mlflow: description.mlflowVersion })
  ];
}

/** Nothing is built for the cluster; says what is skipped, and why. Throws model-unsupported, python-missing, … */
export async function buildPrepackaged(input: Wrapped, here: Here, context: Context): Promise<PrepackagedBuild> {
  const { server = '' } = input.request.kubernetes;
  const { modelUri } = keptAt(input);
  const { description } = input.model;
  if (modelUri === undefined || !description) {
    throw new ProblemError(notLogged(server));
  }
  context.log.line('build', `No image is built and none is pushed: ${server} fetches ${modelUri} when its pod starts`);
  context.log.line('build', 'The environment is for asking the logged model itself, which the test compares with');
  const environment = ProcessBuild.parse(await here.build(local(input), context));
  return {
    ...environment,
    target: 'prepackaged',
    server,
    modelUri,
    secret: secretOf(input.request.kubernetes),
    parameters: argumentsOf(server, description, input.request.method)
  };
}

/** The build as the target process has it, for asking the logged model. */
export function environmentOf(build: PrepackagedBuild): ProcessBuild {
  return ProcessBuild.parse({ ...build, target: 'process' });
}

/** The secret of the model's storage: the one that is named for it, else the only one that there is. */
export function secretOf({
  modelSecret,
  envSecrets
}: Pick<KubernetesOptions, 'modelSecret' | 'envSecrets'>): string | undefined {
  return modelSecret ?? (envSecrets.length === 1 ? envSecrets[0] : undefined);
}

function keptAt({ request, model }: Pick<Wrapped, 'request' | 'model'>): Kept {
  const { modelUri } = request.kubernetes;
  const folder = model.trackingUri === undefined ? model.uri : undefined;
  return { modelUri: modelUri ?? model.storage ?? folder, isNamed: modelUri !== undefined };
}

/** What the target process is asked for: it neither listens nor speaks gRPC here. */
function local(input: Wrapped): Wrapped {
  return { ...input, request: { ...input.request, target: 'process', name: undefined, port: 0, grpc: false } };
}

function notLogged(server: string): Problem {
  return Problem.parse({
    code: 'model-unsupported',
    message: `${server} cannot serve this.`,
    reason: 'It serves models that MLflow logged, and not a class or a folder that was wrapped.',
    suggestion: 'Leave out --server to build an image.'
  });
}
