import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folders that outlive a command. All absolute; they are made when first written to. */
export interface Home {
  /** One folder for each pipeline run. */
  runs: string;
  /** One folder for each deployment. */
  deployments: string;
  /** Downloaded models by digest or id, Python environments by key, resolved locks, verdicts: all can be deleted. */
  cache: string;
  /** Servers that are shared while in use, for example an MLflow server on a local store. */
  servers: string;
}

/** The folders of this user: `DEPLOY_MODEL_HOME`, else the XDG base directories. */
export function homeOf(env: NodeJS.ProcessEnv): Home {
  if (env.DEPLOY_MODEL_HOME) {
    const root = resolve(env.DEPLOY_MODEL_HOME);
    return homeIn(root, env.DEPLOY_MODEL_CACHE ? resolve(env.DEPLOY_MODEL_CACHE) : join(root, 'cache'));
  }
  const data = env.XDG_DATA_HOME || join(homedir(), '.local', 'share');
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return homeIn(join(data, 'deploy-model'), env.DEPLOY_MODEL_CACHE ?? join(cache, 'deploy-model'));
}

function homeIn(root: string, cache: string): Home {
  return { runs: join(root, 'runs'), deployments: join(root, 'deployments'), servers: join(root, 'servers'), cache };
}
