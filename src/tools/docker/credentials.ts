import { ProblemError } from '../../contract/problem';
import { runCommand } from '../command';
import { type DockerConfig, readDockerConfig } from './config-file';

/** What the engine sends to a registry; all absent is anonymous. */
export interface RegistryLogin {
  username?: string;
  password?: string;
  /** In place of user and password. */
  identitytoken?: string;
  registrytoken?: string;
  serveraddress: string;
}

/** The name under which the Docker client keeps Docker Hub. */
const DOCKER_HUB = 'https://index.docker.io/v1/';
/** The user name by which a helper says that the secret is an identity token. */
const TOKEN_USER = '<token>';
const HELPER_SECONDS = 30;

/**
 * The login for a registry as the Docker client would find it: helper of this registry, helper for all, config file.
 * Empty for an anonymous one. Throws tool-missing when a helper is named that does not run.
 */
export async function loginFor(registry: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<RegistryLogin> {
  const key = registry === 'docker.io' ? DOCKER_HUB : registry;
  const config = await readDockerConfig(env);
  const helper = config.credHelpers[key] ?? config.credHelpers[registry] ?? config.credsStore;
  const helped = helper ? await askHelper(helper, key, { env, signal }) : undefined;
  return helped ?? ofFile(key, registry, config);
}

/** Source: docker-credential-helpers, the `get` command. No entry is not an error. */
async function askHelper(
  name: string,
  key: string,
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal }
): Promise<RegistryLogin | undefined> {
  const program = `docker-credential-${name}`;
  const { code, stdout, notFound } = await runCommand({
    program,
    args: ['get'],
    input: key,
    env,
    timeoutSeconds: HELPER_SECONDS,
    signal
  });
  if (notFound) {
    throw new ProblemError({
      code: 'tool-missing',
      message: `The program ${program} is not here.`,
      reason: 'The settings of the Docker client name it as the keeper of logins.',
      suggestion: `Install it, or take it out of config.json and log in with \`docker login ${key}\`.`
    });
  }
  if (code !== 0) {
    return undefined;
  }
  const { Username, Secret } = JSON.parse(stdout) as { Username: string; Secret: string };
  return Username === TOKEN_USER
    ? { identitytoken: Secret, serveraddress: key }
    : { username: Username, password: Secret, serveraddress: key };
}

function ofFile(key: string, registry: string, { auths }: DockerConfig): RegistryLogin {
  const found = auths[key] ?? auths[`https://${registry}`] ?? auths[`http://${registry}`];
  const [username, ...password] = Buffer.from(found?.auth ?? '', 'base64')
    .toString()
    .split(':');
  return {
    ...(username && { username, password: password.join(':') }),
    ...(found?.identitytoken && { identitytoken: found.identitytoken }),
    ...(found?.registrytoken && { registrytoken: found.registrytoken }),
    serveraddress: key
  };
}
