import type { Deployment } from '../../src/contract/deployment';
import { ProblemError } from '../../src/contract/problem';
import type { Task } from '../../src/contract/task';
import * as cluster from './cluster-samples';
import type { Answers, FakeService } from './fake-service';
import * as samples from './samples';

/** What a service answers about clusters and the versions on them; it remembers shares, copies and which version runs. */
export function clusterAnswers(service: FakeService): Answers {
  const find = (name: unknown): Deployment => {
    const found = service.deployments.find(each => each.name === name);
    if (!found) {
      throw new ProblemError({ code: 'no-such-deployment', message: `There is no ${name}.`, suggestion: 'Deploy it.' });
    }
    return found;
  };
  const change = (kind: Task['kind'], name: unknown, to: (deployment: Deployment) => Partial<Deployment>): Task => {
    const before = find(name);
    const after = { ...before, ...to(before) };
    service.deployments = service.deployments.map(each => (each === before ? after : each));
    return { ...samples.task(kind, String(name)), deployment: after };
  };
  return {
    listClusters: () => cluster.CONTEXTS,
    listNamespaces: () => ({ names: ['default', 'fraud', 'pricing'], complete: true }),
    examineCluster: ({ namespace }) => ({
      ...cluster.EXAMINATION,
      report: { ...cluster.REPORT, namespace: String(namespace ?? cluster.REPORT.namespace) }
    }),
    installSeldon: ({ context, version, namespace, dryRun }) => ({
      ...samples.task(dryRun ? 'preview-seldon' : 'install-seldon', String(context)),
      installation: {
        ...cluster.INSTALLATION,
        version: String(version ?? cluster.INSTALLATION.version),
        namespace: String(namespace),
        dryRun: Boolean(dryRun)
      }
    }),
    showManifest: () => ({ name: 'churn', text: cluster.MANIFEST }),
    listVersions: ({ name }) => cluster.counted(find(name), service.countOf('listVersions')),
    diffRevisions: ({ from, to }) => ({ from: Number(from), to: Number(to), lines: [...cluster.DIFF] }),
    setTraffic: ({ name, percent }) =>
      change('traffic', name, ({ versions: [main, next] = [] }) => ({
        versions: [
          { ...main!, traffic: 100 - Number(percent) },
          { ...next!, traffic: Number(percent) }
        ]
      })),
    promoteVersion: ({ name }) =>
      change('promote', name, ({ versions: [, next] = [] }) => ({
        revision: next!.revision,
        versions: [{ ...next!, traffic: 100 }]
      })),
    discardVersion: ({ name }) =>
      change('discard', name, ({ versions: [main] = [] }) => ({ versions: [{ ...main!, traffic: 100 }] })),
    decideByRule: ({ name }) => ({
      ...samples.task('decide', String(name)),
      decision: { outcome: 'discarded', revision: 5, reason: '7 % of its requests failed; 1 % may.' }
    }),
    scaleDeployment: ({ name, replicas }) =>
      change('scale', name, ({ versions = [] }) => ({
        versions: versions.map(version => ({ ...version, replicas: Number(replicas), ready: Number(replicas) }))
      })),
    restartDeployment: ({ name }) => change('restart', name, () => ({ state: 'running' })),
    rollBack: ({ name }) => change('rollback', name, ({ revision }) => ({ revision: revision + 1 }))
  };
}
