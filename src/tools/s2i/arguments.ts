import { join } from 'node:path';
import type { EngineEndpoint } from '../docker';
import type { S2iRequest } from './index';

/** Where the builder image finds the settings for this build alone. */
export const SECRETS_FOLDER = '/opt/builder/secrets';

/**
 * The arguments of `s2i build`. Always `--copy`: of a git folder s2i would build only what was committed, silently
 * without a model that is not. `secrets`: absolute path of a folder that is copied in, and emptied afterwards.
 */
export function buildArguments(
  request: Omit<S2iRequest, 'docker' | 'signal' | 'secrets'>,
  { endpoint, mark, secrets }: { endpoint: EngineEndpoint; mark: string; secrets?: string }
): string[] {
  const { source, builder, reference, environment = {}, volumes = [], network } = request;
  return [
    'build',
    ...['--copy', '--loglevel', '1', '--pull-policy', 'never', '--add-host', `${mark}:127.0.0.1`],
    // Its own default leaves out .git; everything else is for .s2iignore.
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...volumes.flatMap(volume => ['--volume', volume]),
    ...(network === undefined ? [] : ['--network', network]),
    ...(secrets === undefined ? [] : ['--inject', `${secrets}:${SECRETS_FOLDER}`]),
    ...engineArguments(endpoint),
    source,
    builder,
    reference
  ];
}

/** s2i reads no Docker contexts: it is told where the engine is. */
function engineArguments({ host, tls }: EngineEndpoint): string[] {
  const files = tls && [
    ...(tls.ca === undefined ? [] : ['--ca', join(tls.folder, 'ca.pem')]),
    ...(tls.cert === undefined ? [] : ['--cert', join(tls.folder, 'cert.pem')]),
    ...(tls.key === undefined ? [] : ['--key', join(tls.folder, 'key.pem')])
  ];
  return ['--url', host, ...(files ? [tls!.verify ? '--tlsverify' : '--tls', ...files] : [])];
}
