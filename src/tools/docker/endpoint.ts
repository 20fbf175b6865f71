import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ProblemError } from '../../contract/problem';
import { readJson } from '../atomic-file';
import { configFolder, readDockerConfig } from './config-file';

/** Where a Docker Engine answers. */
export interface EngineEndpoint {
  /** In the client's notation: `unix:///var/run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. */
  host: string;
  /** PEM texts and the folder that they came from; absent for a plain connection. */
  tls?: { folder: string; ca?: string; cert?: string; key?: string; verify: boolean };
  /** The name of the context that named it. */
  context?: string;
}

const SYSTEM = '/var/run/docker.sock';

/** `meta.json` of a context; source: the Docker client's context store. */
const ContextMeta = z.object({
  Endpoints: z.object({ docker: z.object({ Host: z.string(), SkipTLSVerify: z.boolean().default(false) }) })
});

/**
 * Finds the engine in the client's own order: DOCKER_HOST, DOCKER_CONTEXT, the current context, then the usual sockets.
 * Nothing is connected to. Throws bad-request when a context is named that does not exist.
 */
export async function findEngine(env: NodeJS.ProcessEnv): Promise<EngineEndpoint> {
  if (env.DOCKER_HOST) {
    return { host: env.DOCKER_HOST, tls: await tlsOfEnvironment(env) };
  }
  const context = env.DOCKER_CONTEXT || (await readDockerConfig(env)).currentContext;
  return context && context !== 'default' ? ofContext(context, env) : { host: `unix://${usualSocket(env)}` };
}

async function ofContext(name: string, env: NodeJS.ProcessEnv): Promise<EngineEndpoint> {
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = join(configFolder(env), 'contexts');
  const meta = await readJson(join(contexts, 'meta', id, 'meta.json'), ContextMeta).catch(() => undefined);
  if (!meta) {
    throw new ProblemError({
      code: 'bad-request',
      message: `There is no Docker context ${name}.`,
      reason: 'DOCKER_CONTEXT or the settings of the Docker client name it.',
      suggestion: 'See `docker context ls`, or set DOCKER_HOST.'
    });
  }
  const { Host, SkipTLSVerify } = meta.Endpoints.docker;
  return { host: Host, tls: await tlsIn(join(contexts, 'tls', id, 'docker'), !SkipTLSVerify), context: name };
}

async function tlsOfEnvironment(env: NodeJS.ProcessEnv): Promise<EngineEndpoint['tls']> {
  const wanted = env.DOCKER_TLS_VERIFY || env.DOCKER_TLS || env.DOCKER_CERT_PATH;
  return wanted ? tlsIn(env.DOCKER_CERT_PATH || configFolder(env), Boolean(env.DOCKER_TLS_VERIFY)) : undefined;
}

async function tlsIn(folder: string, verify: boolean): Promise<EngineEndpoint['tls']> {
  if (!existsSync(folder)) {
    return undefined;
  }
  const read = (name: string) => readFile(join(folder, `${name}.pem`), 'utf8').catch(() => undefined);
  const [ca, cert, key] = await Promise.all([read('ca'), read('cert'), read('key')]);
  return { folder, ca, cert, key, verify };
}

/** The system's socket, else the one of a rootless engine or of Docker Desktop. */
function usualSocket(env: NodeJS.ProcessEnv): string {
  const home = env.HOME || homedir();
  const others = [
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock')
  ];
  return existsSync(SYSTEM) ? SYSTEM : (others.find(path => existsSync(path)) ?? SYSTEM);
}
