import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../atomic-file';

const Login = z.object({
  /** Base64 of `user:password`. */
  auth: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional()
});

/** `config.json` of the Docker client: the parts that matter here. Written by `docker login` and `docker context use`. */
export const DockerConfig = z.object({
  auths: z.record(z.string(), Login).default({}),
  /** Program for all registries: docker-credential-<name>. */
  credsStore: z.string().optional(),
  /** Program for one registry; goes before the others. */
  credHelpers: z.record(z.string(), z.string()).default({}),
  currentContext: z.string().optional()
});
export type DockerConfig = z.infer<typeof DockerConfig>;

/** The folder of the Docker client's settings: `DOCKER_CONFIG`, else `~/.docker`. */
export function configFolder(env: NodeJS.ProcessEnv): string {
  return env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker');
}

/** The client's settings; a file that is missing or cannot be read counts as an empty one, as for the client itself. */
export async function readDockerConfig(env: NodeJS.ProcessEnv): Promise<DockerConfig> {
  const found = await readJson(join(configFolder(env), 'config.json'), DockerConfig).catch(() => undefined);
  return found ?? DockerConfig.parse({});
}
