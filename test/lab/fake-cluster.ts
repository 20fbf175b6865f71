import type { Deployment } from '../../src/contract/deployment';
import type { Task } from '../../src/contract/task';
import * as cluster from './cluster-samples';
import type { Answers, FakeService, Input } from './fake-service';
import * as samples from './samples';

/** What a service answers about clusters and the versions on them; it remembers shares, copies and which version runs. */
export function clusterAnswers(service: FakeService): Answers {
  const change = (kind: Task['kind'], input: Input, to: (deployment: Deployment) => Partial<Deployment>): Task => {
    const before = service.deployment(input);
    const after = { ...before, ...to(before) };
    service.deployments = service.deployments.map(each => (each === before ? after : each));
    return { ...samples.task(kind, before.name), place: before.place, deployment: after };
  };
  return {
    listClusters: () => cluster.CONTEXTS,
    listNamespaces: () => ({ names: ['default', 'fraud', 'pricing'], complete: true }),
    examineCluster: ({ namespace }) => ({
      ...cluster.EXAMINATION,
      report: { ...cluster.REPORT, namespace: String(namespace ?? cluster.REPORT.namespace) }
    }),
    listServers: () => cluster.OFFERS,
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
    listVersions: input => cluster.counted(service.deployment(input), service.countOf('listVersions')),
    diffRevisions: ({ from, to }) => ({ from: Number(from), to: Number(to), lines: [...cluster.DIFF] }),
    setTraffic: input =>
      change('traffic', input, ({ versions: [main, next] = [] }) => ({
        versions: [
          { ...main!, traffic: 100 - Number(input.percent) },
          { ...next!, traffic: Number(input.percent) }
        ]
      })),
    promoteVersion: input =>
      change('promote', input, ({ versions: [, next] = [] }) => ({
        revision: next!.revision,
        versions: [{ ...next!, traffic: 100 }]
      })),
    discardVersion: input =>
      change('discard', input, ({ versions: [main] = [] }) => ({ versions: [{ ...main!, traffic: 100 }] })),
    decideByRule: ({ name }) => ({
      ...samples.task('decide', String(name)),
      decision: { outcome: 'discarded', revision: 5, reason: '7 % of its requests failed; 1 % may.' }
    }),
    watchRule: input => ({
      ...change('decide', input, ({ versions: [, next] = [] }) => ({ rule: undefined, versions: [next!] })),
      decision: { outcome: 'promoted', revision: 5, reason: 'It kept its limits for 600 s.' }
    }),
    scaleDeployment: input =>
      change('scale', input, ({ versions = [] }) => ({
        versions: versions.map(version => ({
          ...version,
          replicas: Number(input.replicas),
          ready: Number(input.replicas)
        }))
      })),
    restartDeployment: input => change('restart', input, () => ({ state: 'running' })),
    rollBack: input => change('rollback', input, ({ revision }) => ({ revision: revision + 1 }))
  };
}
