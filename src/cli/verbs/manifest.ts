import { PROBLEMS } from '../../contract/problem';
import { RunRequest } from '../../contract/run';
import { deploymentNameOf } from '../../pipeline/deployment-name';
import { stringifyYaml } from '../../tools/yaml';
import { clusterOptions } from '../cluster-options';
import { readRequest } from '../request';
import type { Handler } from '../session';

/** `manifest`: the image is built, and standard output gets nothing but the manifest. */
export const manifest: Handler = async ({ pipeline, output, signal }, model, { dryRun, ...options }) => {
  const asked = { ...options, model, target: 'kubernetes', kubernetes: clusterOptions(options) };
  const request = readRequest(RunRequest, asked);
  const run = await pipeline.deploy(request, { onEvent: () => {}, signal, until: 'build' });
  if (run.problem) {
    output.problem(run.problem);
    return PROBLEMS[run.problem.code].exit;
  }
  const built = (await pipeline.output(run.id, 'build'))!;
  const name = request.name ?? deploymentNameOf(built.model);
  const document = await pipeline.clusters.manifest(built, { name, workdir: run.id, ask: dryRun === true });
  output.emit({ event: 'manifest', manifest: document });
  output.text(stringifyYaml(document).trimEnd());
  return 0;
};
