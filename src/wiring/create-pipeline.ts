import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Pipeline } from '../pipeline/pipeline';
import { ImageBuilder } from '../pipeline/images/image-builder';
import { imageSettings } from '../pipeline/images/image-settings';
import { createRuntimes } from '../pipeline/runtimes';
import { createTargets } from '../pipeline/targets';
import { createBuildKit } from '../tools/buildkit/buildkit';
import { createDocker } from '../tools/docker/docker';
import { createEndpointClient } from '../tools/endpoint-client';
import { createGit } from '../tools/git/git';
import { homeOf } from '../tools/home';
import { throughClusters } from '../tools/kubernetes/endpoint-client';
import { createKubernetes } from '../tools/kubernetes/kubernetes';
import { createMlflow } from '../tools/mlflow/mlflow';
import { createProcesses } from '../tools/processes/processes';
import { createPython } from '../tools/python/python';
import { createS2i } from '../tools/s2i/s2i';

/** Builds the real tools and what drives them. `programs` is the folder of the bundled programs. */
export function createPipeline(programs: string, env: NodeJS.ProcessEnv): Pipeline {
  const home = homeOf(env);
  const processes = createProcesses({ supervisor: [process.execPath, join(programs, 'supervisor.cjs')] });
  const python = createPython({ env, home });
  const kubernetes = createKubernetes();
  const endpoint = throughClusters(createEndpointClient(), kubernetes);
  const tools = { mlflow: createMlflow({ env, home }), python, processes, endpoint, git: createGit({ env }) };
  const runtime = runtimeFolder(programs, env);
  const runtimes = createRuntimes({ builtin: runtime, home });
  const docker = createDocker({ env });
  const settings = imageSettings(env, { docker: dockerFolder(programs), runtime });
  const buildkit = createBuildKit({ env });
  const images = new ImageBuilder({ docker, s2i: createS2i({ env }), buildkit, settings, runtimes, home });
  const targets = createTargets({ home, env, processes, python, runtimes, docker, images, endpoint, kubernetes });
  return new Pipeline(tools, home, targets, images);
}

/** Where the serving runtime's package is: beside the programs when installed, in `runtime/` of a checkout. */
function runtimeFolder(programs: string, env: NodeJS.ProcessEnv): string {
  if (env.DEPLOY_MODEL_RUNTIME) {
    return resolve(env.DEPLOY_MODEL_RUNTIME);
  }
  const installed = join(programs, '..', 'runtime');
  return existsSync(installed) ? installed : join(programs, '..', '..', 'runtime');
}

/** Where the builder image's sources are: beside the programs when installed, in `docker/` of a checkout. */
function dockerFolder(programs: string): string {
  const installed = join(programs, '..', 'docker');
  return existsSync(installed) ? installed : join(programs, '..', '..', 'docker');
}
