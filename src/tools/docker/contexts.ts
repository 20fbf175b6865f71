import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../atomic-file';
import { redact } from '../redact';
import { configFolder, readDockerConfig } from './config-file';
import { findEngine } from './endpoint';
import type { EngineContext } from './index';

/** `meta.json` of a context; source: the Docker client's context store. */
const ContextMeta = z.object({
  Name: z.string(),
  Endpoints: z.object({ docker: z.object({ Host: z.string() }) })
});

/** The engines that the client's settings name, the usual one first; a context that cannot be read is left out. */
export async function listContexts(env: NodeJS.ProcessEnv): Promise<EngineContext[]> {
  const folder = join(configFolder(env), 'contexts', 'meta');
  const ids = await readdir(folder).catch(() => []);
  const metas = await Promise.all(
    ids.sort().map(id => readJson(join(folder, id, 'meta.json'), ContextMeta).catch(() => undefined))
  );
  const named = metas.filter(meta => meta !== undefined);
  const wanted = env.DOCKER_HOST ? '' : env.DOCKER_CONTEXT || (await readDockerConfig(env)).currentContext;
  const current = wanted && wanted !== 'default' ? wanted : 'default';
  // What `default` stands for: DOCKER_HOST, else the usual socket.
  const usual = await findEngine({ ...env, DOCKER_CONTEXT: 'default' });
  return [
    { name: 'default', host: redact(usual.host), current: current === 'default' },
    ...named.map(({ Name, Endpoints }) => ({
      name: Name,
      host: redact(Endpoints.docker.Host),
      current: current === Name
    }))
  ];
}
