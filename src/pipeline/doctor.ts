import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import type { Check } from '../contract/machine';
import { problemOf } from '../contract/problem';
import { silent } from '../tools/log';
import { makeFolder } from '../tools/make-folder';
import type { Pipeline } from './pipeline';

/** Below this a typical environment of a model does not fit. */
const FREE_BYTES = 2e9;

/** Looks at everything that the job needs, one check at a time. */
export async function* examine(
  pipeline: Pipeline,
  { trackingUri, signal }: { trackingUri?: string; signal: AbortSignal }
): AsyncIterable<Check> {
  yield { title: 'Node', state: 'ok', finding: `${process.versions.node} (${process.execPath})` };
  yield await uv(pipeline, signal);
  yield await pythons(pipeline, signal);
  yield await folder('Data', pipeline.home.runs);
  yield await folder('Cache', pipeline.home.cache);
  yield await room(pipeline.home.cache);
  yield await docker(pipeline, signal);
  yield await tracking(pipeline, trackingUri, signal);
  yield await deployments(pipeline);
}

async function uv({ tools }: Pipeline, signal: AbortSignal): Promise<Check> {
  const version = await tools.python.uvVersion(signal);
  return version
    ? { title: 'uv', state: 'ok', finding: version }
    : {
        title: 'uv',
        state: 'missing',
        finding: 'not found',
        todo: 'It comes with the package: install jupyterlab-deploy-model again.'
      };
}

async function pythons({ tools }: Pipeline, signal: AbortSignal): Promise<Check> {
  const found = await tools.python.interpreters(signal);
  const versions = [...new Set(found.map(({ version }) => version))].join(', ');
  return found.length > 0
    ? { title: 'Python', state: 'ok', finding: versions }
    : {
        title: 'Python',
        state: 'warning',
        finding: 'none found',
        todo: 'Deploy with --fetch-python, or install the version that logged the model.'
      };
}

async function folder(title: string, path: string): Promise<Check> {
  try {
    await makeFolder(path);
    await access(path, constants.W_OK);
    return { title, state: 'ok', finding: path };
  } catch {
    return {
      title,
      state: 'missing',
      finding: `${path} cannot be written`,
      todo: 'Point DEPLOY_MODEL_HOME to a folder that you can write.'
    };
  }
}

async function room(path: string): Promise<Check> {
  if (!existsSync(path)) {
    return { title: 'Disk', state: 'warning', finding: 'not known' };
  }
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const finding = `${(free / 1e9).toFixed(1)} GB free`;
  return free > FREE_BYTES
    ? { title: 'Disk', state: 'ok', finding }
    : {
        title: 'Disk',
        state: 'warning',
        finding,
        todo: `Free some space; ${path} can be deleted, it is made again when needed.`
      };
}

/** Containers are one way of several: without an engine nothing is missing. */
async function docker({ images }: Pipeline, signal: AbortSignal): Promise<Check> {
  const title = 'Docker';
  try {
    const { engine, s2i } = await images.tools(signal);
    const gpus = engine.gpus === 'unknown' ? 'no GPUs known' : `GPUs by ${engine.gpus}`;
    const finding = `${engine.version} at ${engine.endpoint.host}, ${engine.platform}, ${gpus}, s2i ${s2i ?? 'not found'}`;
    const todo = 'Install s2i (docker/s2i/install.sh), or build images with --builder docker.';
    return s2i ? { title, state: 'ok', finding } : { title, state: 'warning', finding, todo };
  } catch (error) {
    const { message, reason, suggestion } = problemOf(error);
    return { title, state: 'warning', finding: `${message} ${reason}`, todo: suggestion };
  }
}

async function tracking({ tools }: Pipeline, trackingUri: string | undefined, signal: AbortSignal): Promise<Check> {
  try {
    const { uri, version } = await tools.mlflow.connect(trackingUri, { log: silent, signal });
    return { title: 'MLflow', state: 'ok', finding: `${uri}${version ? `, version ${version}` : ''}` };
  } catch (error) {
    const problem = problemOf(error);
    return {
      title: 'MLflow',
      state: 'warning',
      finding: `${problem.message} ${problem.reason}`,
      todo: problem.suggestion
    };
  }
}

async function deployments(pipeline: Pipeline): Promise<Check> {
  const all = await pipeline.deployments();
  const broken = all.filter(({ state }) => state === 'lost' || state === 'failed').map(({ name }) => name);
  return broken.length === 0
    ? { title: 'Deployments', state: 'ok', finding: String(all.length) }
    : {
        title: 'Deployments',
        state: 'warning',
        finding: `${all.length}, of which do not run: ${broken.join(', ')}`,
        todo: 'Start them with `deploy-model start`, or remove them.'
      };
}
