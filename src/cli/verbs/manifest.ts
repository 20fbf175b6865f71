import { basename } from 'node:path';
import type { SeldonDeployment } from '../../contract/graph';
import { PROBLEMS } from '../../contract/problem';
import { RunRequest } from '../../contract/run';
import { deploymentNameOf } from '../../pipeline/deployment-name';
import { isStore, mustFit, prepackagedCosts } from '../../pipeline/templates/prepackaged';
import { stringifyYaml } from '../../tools/yaml';
import { clusterOptions } from '../cluster-options';
import { readRequest } from '../request';
import type { Handler, Options, Session } from '../session';

/** `manifest`: the image is built, and standard output gets nothing but the manifest. */
export const manifest: Handler = async (session, model, { dryRun, ...options }) => {
  const { pipeline, output, signal } = session;
  const asked = { ...options, model, target: 'kubernetes', kubernetes: clusterOptions(options) };
  const request = readRequest(RunRequest, asked);
  const ask = dryRun === true;
  if (typeof options.server === 'string') {
    return print(session, await prepackaged(session, request, { ...options, server: options.server, ask }));
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
  { server, ask, ...options }: Options & { server: string; ask: boolean }
): Promise<SeldonDeployment> {
  const { model, trackingUri } = request;
  const found = isStore(model) ? undefined : await pipeline.show(model, { trackingUri, cwd, signal });
  const modelUri = (options.modelUri as string | undefined) ?? found?.storage ?? model;
  if (found) {
    mustFit(server, found.description, modelUri);
  }
  output.problem(prepackagedCosts(server));
  const name = request.name ?? deploymentNameOf(found ?? { name: basename(model) });
  const secret = options.modelSecret as string | undefined;
  return pipeline.clusters.prepackaged({ name, server, modelUri, secret, request }, { ask });
}

function print({ output }: Session, document: SeldonDeployment): number {
  output.emit({ event: 'manifest', manifest: document });
  output.text(stringifyYaml(document).trimEnd());
  return 0;
}
