import { basename, join } from 'node:path';
import type { Tested } from '../../contract/run';
import type { TargetName } from '../../contract/target';
import type { Home } from '../../tools/home';
import { type DeploymentRecord, DeploymentStore } from '../deployment-store';
import { noSuchDeployment } from '../no-such-deployment';

/** Folder of a revision with the component that it runs. */
const COMPONENT = 'component';

/** What only the target knows of a new deployment. */
type Own = Pick<DeploymentRecord, 'endpoint' | 'port' | 'grpcPort' | 'cpus' | 'gpus' | 'restart'>;

/** The deployments of one target of this machine: a record for each, and a folder for the revision that runs. */
export class Records extends DeploymentStore {
  constructor(
    { deployments }: Home,
    private readonly targetName: TargetName
  ) {
    super(deployments, targetName);
  }

  /** Throws no-such-deployment. */
  async existing(name: string): Promise<DeploymentRecord> {
    const record = await this.read(name);
    if (!record) {
      throw noSuchDeployment(name);
    }
    return record;
  }

  /** The record of what is deployed after `before`; it is not written yet, nor is its component copied. */
  next(
    { request, model, component, build, verdict }: Tested,
    name: string,
    { before, workdir, own }: { before: DeploymentRecord | undefined; workdir: string; own: Own }
  ): DeploymentRecord {
    const revision = (before?.revision ?? 0) + 1;
    return {
      version: 1,
      name,
      target: this.targetName,
      model: model.uri,
      run: basename(workdir),
      revision,
      createdAt: new Date().toISOString(),
      verdict: verdict.summary,
      fixedPort: request.port,
      memory: request.memory,
      startTimeout: request.startTimeout,
      ...own,
      component: { ...component, folder: join(this.revisionFolder(name, revision), COMPONENT) },
      build,
      earlier: before ? [...before.earlier, summaryOf(before)] : []
    };
  }

  /** Revisions that have a folder and are not the one that is kept: what was replaced, and what a killed job left. */
  async strays(name: string, kept: number | undefined): Promise<number[]> {
    return (await this.revisions(name)).filter(revision => revision !== kept);
  }
}

function summaryOf({ revision, model, run, createdAt }: DeploymentRecord): DeploymentRecord['earlier'][number] {
  return { revision, model, run, createdAt };
}
