import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What a site may have of its own when images are made. */
export interface ImageSettings {
  /** Folder with the builder's Dockerfile and scripts. */
  builderFolder: string;
  /** Folder that holds the package deploy_model_runtime. */
  runtimeFolder: string;
  /** Base image, `{python}` stands for the minor version. */
  base: string;
  /** A builder image to take as it is, such as Seldon's own; ours is made by default. */
  builder?: string;
  /** PEM file with CAs that images must trust while they are built. */
  certificates?: string;
  /** Network that builds use; the engine's default when absent. */
  network?: string;
  /** Repository of the images: what comes before `/name:tag`. `localhost/` is never taken for a public one. */
  repository: string;
  /** NAME=value lines for builds alone: index addresses and logins. In no layer and no image's settings. */
  secrets: string;
}

const BASE = 'python:{python}-slim-bookworm';
const REPOSITORY = 'localhost/deploy-model';

/** Variables of the user that builds need: indexes with their logins, and proxies. Paths of this machine are no use there. */
const PASSED =
  /^(PIP_(EXTRA_)?INDEX_URL|PIP_TRUSTED_HOST|EXTRA_INDEX_URL|UV_((DEFAULT_|EXTRA_)?INDEX(_URL)?|INSECURE_HOST|INDEX_STRATEGY|PRERELEASE|EXCLUDE_NEWER|HTTP_TIMEOUT|INDEX_\w+_(USERNAME|PASSWORD))|(https?|no|all)_proxy|(HTTPS?|NO|ALL)_PROXY)$/;

/** The settings in the environment of the user. `docker`: the folder that this product brings. */
export function imageSettings(env: NodeJS.ProcessEnv, folders: { docker: string; runtime: string }): ImageSettings {
  const { DEPLOY_MODEL_BASE_IMAGE, DEPLOY_MODEL_BUILDER_IMAGE, DEPLOY_MODEL_BUILD_CA, DEPLOY_MODEL_BUILD_NETWORK } =
    env;
  const lines = Object.entries(env).flatMap(([name, value]) =>
    value && PASSED.test(name) ? [`${name}=${value}\n`] : []
  );
  return {
    builderFolder: join(folders.docker, 'builder'),
    runtimeFolder: folders.runtime,
    base: DEPLOY_MODEL_BASE_IMAGE || BASE,
    repository: env.DEPLOY_MODEL_REPOSITORY || REPOSITORY,
    secrets: lines.sort().join(''),
    ...(DEPLOY_MODEL_BUILDER_IMAGE && { builder: DEPLOY_MODEL_BUILDER_IMAGE }),
    ...(DEPLOY_MODEL_BUILD_CA && existsSync(DEPLOY_MODEL_BUILD_CA) && { certificates: DEPLOY_MODEL_BUILD_CA }),
    ...(DEPLOY_MODEL_BUILD_NETWORK && { network: DEPLOY_MODEL_BUILD_NETWORK })
  };
}
