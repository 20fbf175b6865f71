import { basename } from 'node:path';
import type { SeldonDeployment } from '../../contract/graph';
import { PROBLEMS, ProblemError } from '../../contract/problem';
import { RunRequest } from '../../contract/run';
import { deploymentNameOf } from '../../pipeline/deployment-name';
import { secretOf } from '../../pipeline/targets/kubernetes/prepackaged-build';
import { argumentsOf, isStore, misfits, prepackagedCosts } from '../../pipeline/templates/prepackaged';
import { stringifyYaml } from '../../tools/yaml';
import { clusterOptions } from '../cluster-options';
import { readRequest } from '../request';
import type { Handler, Session } from '../session';

/** `manifest`: the image is built, and standard output gets nothing but the manifest. */
export const manifest: Handler = async (session, model, { dryRun, ...options }) => {
  const { pipeline, output, signal } = session;
  const asked = { ...options, model, target: 'kubernetes', kubernetes: clusterOptions(options) };
  const request = readRequest(RunRequest, asked);
  const ask = dryRun === true;
  const { server } = request.kubernetes;
  if (server !== undefined) {
    return print(session, await prepackaged(session, request, { server, ask }));
  }
  const run = await pipeline.deploy(request, { onEvent: () => {}, signal, until: 'build' });
  if (run.problem) {
    output.problem(run.problem);
    return PROBLEMS[run.problem.code].exit;
  }
  const built = (await pipeline.output(run.id, 'build'))!;
  const name = request.name ?? deploymentNameOf(built.model);
  return print(session, await pipeline.clusters.manifest(built, { name, workdir: run.id, ask }));
};

/** Nothing is built. A model that is an address of a storage is taken as it is; another one is looked up in MLflow. */
async function prepackaged(
  { pipeline, output, signal, cwd }: Session,
  request: RunRequest,
  { server, ask }: { server: string; ask: boolean }
): Promise<SeldonDeployment> {
  const { model, trackingUri, method, kubernetes } = request;
  const found = isStore(model) ? undefined : await pipeline.show(model, { trackingUri, cwd, signal });
  const modelUri = kubernetes.modelUri ?? found?.storage ?? model;
  const [misfit] = found
    ? misfits(server, found.description, { modelUri, isNamed: kubernetes.modelUri !== undefined })
    : [];
  if (misfit) {
    throw new ProblemError(misfit);
  }
  output.problem(prepackagedCosts(server, { mlflow: found?.description.mlflowVersion }));
  const name = request.name ?? deploymentNameOf(found ?? { name: basename(model) });
  const parameters = found && argumentsOf(server, found.description, method);
  const served = { server, modelUri, secret: secretOf(kubernetes), parameters };
  return pipeline.clusters.prepackaged({ name, ...served, request }, { ask });
}

function print({ output }: Session, document: SeldonDeployment): number {
  output.emit({ event: 'manifest', manifest: document });
  output.text(stringifyYaml(document).trimEnd());
  return 0;
}
