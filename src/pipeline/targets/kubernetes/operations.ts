import type { ClusterPlace } from '../../../contract/deployment';
import type { SeldonDeployment } from '../../../contract/graph';
import type { ClusterReport, CountedVersion } from '../../../contract/kubernetes';
import type { DiffLine, Revision } from '../../../contract/revision';
import type { Decision, RolloutRule } from '../../../contract/rollout-rule';
import type { Built } from '../../../contract/run';
import type { SeldonInstallation } from '../../../contract/seldon-installation';
import { ClusterBuild } from '../../../contract/deployment';
import { ProblemError } from '../../../contract/problem';
import type { ServerOffer } from '../../../contract/server-offer';
import type { EndpointClient } from '../../../tools/endpoint';
import type { Home } from '../../../tools/home';
import type { Kubernetes } from '../../../tools/kubernetes';
import { discover } from '../../../tools/kubernetes/discovery';
import { stringifyYaml } from '../../../tools/yaml';
import { manifestErrors, manifestProblems } from '../../manifest/check';
import { knownServers } from '../../manifest/webhook';
import { MAIN, manifestOf, predictorOf } from '../../templates/manifest';
import { dryRun } from './apply';
import type { GrpcWay } from '../target';
import { countedVersions } from './counted-versions';
import { diffLines } from '../../../tools/text-diff';
import { type InstallRequest, installSeldon } from './install/install-seldon';
import { grpcWayOf } from './grpc-way';
import { lookAt } from './namespace-view';
import { addressOf, type Place, placeOf } from './place';
import { placeOptions } from './place-options';
import { type Prepackaged, prepackagedManifest } from './prepackaged-manifest';
import { reportOf } from './report';
import { type OfferedModel, serverOffers } from './server-offers';
import { Revisions } from './revisions';
import type { Rollouts, Work } from './rollouts';
import { RuleNotes } from './rule-notes';
import { watchRule } from './rule-watch';
import { revisionOf, runningPods } from './status';
import { UnfinishedRules } from './unfinished-rules';
import { ownerOf, versionOf } from './version-of';
import { nothingBeside, predictorsOf, versionsOf } from './versions';

export interface OperationsParts {
  home: Home;
  kubernetes: Kubernetes;
  endpoint: EndpointClient;
  env: NodeJS.ProcessEnv;
  rollouts: Rollouts;
  /** Where a deployment is. Throws no-such-deployment. */
  existing(name: string): Promise<Place>;
  work(name: string, work: Pick<Work, 'log' | 'signal'>): Promise<Work>;
}

type Watching = Pick<Work, 'log' | 'signal'>;

/** What only deployments on a cluster can do, by name. */
export class ClusterOperations {
  /** Rules that nobody may be watching any more. */
  readonly unfinishedRules: UnfinishedRules;
  readonly #notes: RuleNotes;

  constructor(private readonly parts: OperationsParts) {
    this.#notes = new RuleNotes(parts.home);
    this.unfinishedRules = new UnfinishedRules(this.#notes, {
      existing: name => parts.existing(name),
      owner: ownerOf(parts.env)
    });
  }

  /** What there is in a cluster and what this user may do there. */
  async report({ context, namespace }: Partial<ClusterPlace>): Promise<ClusterReport> {
    const place = await placeOf(this.parts.kubernetes, '', { context, namespace });
    return reportOf(place, this.parts.env);
  }

  /** Installs the Seldon operator into a cluster; see installSeldon. */
  async installSeldon(
    { context, ...request }: InstallRequest & { context?: string },
    watching: Parameters<typeof installSeldon>[2]
  ): Promise<SeldonInstallation> {
    return installSeldon(await this.parts.kubernetes.connect(context), request, watching);
  }

  /** The share of the requests, in percent, of one of two running versions. False when the route does not show it yet. */
  async traffic(name: string, share: { revision: number; percent: number }, watching: Watching): Promise<boolean> {
    const place = await this.parts.existing(name);
    const { main, next } = versionsOf((await lookAt(place))!.sdep);
    if (!next) {
      throw nothingBeside();
    }
    const chosen = predictorsOf({ main, next }).find(predictor => revisionOf(predictor) === share.revision);
    if (!chosen) {
      throw new ProblemError({
        code: 'no-such-revision',
        message: `Revision ${share.revision} of ${name} does not run.`,
        reason: `Its versions are v${revisionOf(main)} and v${revisionOf(next)}.`,
        suggestion: 'Name one of these.'
      });
    }
    const percent = chosen === next ? share.percent : 100 - share.percent;
    return this.parts.rollouts.share(place, percent, await this.parts.work(name, watching));
  }

  /** The running versions, each with what its own pods have counted. */
  async versions(name: string, signal: AbortSignal): Promise<CountedVersion[]> {
    const place = await this.parts.existing(name);
    return countedVersions(place, runningPods((await lookAt(place))!), { env: this.parts.env, signal });
  }

  /**
   * Watches the new version of two until a rule decides, then promotes or discards it: the rule that is given, else the one
   * that is kept in the cluster. See watchRule.
   */
  async decide(name: string, rule: RolloutRule | undefined, watching: Watching): Promise<Decision> {
    const { endpoint, rollouts, env } = this.parts;
    const work = await this.parts.work(name, watching);
    const place = await this.parts.existing(name);
    return this.#notes.during(addressOf(place), work.signal, () =>
      watchRule(place, rule, { rollouts, endpoint, env, owner: ownerOf(env), work })
    );
  }

  async scale(name: string, replicas: number, watching: Watching): Promise<void> {
    await this.parts.rollouts.scale(await this.parts.existing(name), replicas, await this.parts.work(name, watching));
  }

  async restart(name: string, watching: Watching): Promise<void> {
    await this.parts.rollouts.restart(await this.parts.existing(name), await this.parts.work(name, watching));
  }

  async promote(name: string, watching: Watching): Promise<void> {
    await this.parts.rollouts.promote(await this.parts.existing(name), await this.parts.work(name, watching));
  }

  async discard(name: string, watching: Watching): Promise<void> {
    await this.parts.rollouts.discard(await this.parts.existing(name), await this.parts.work(name, watching));
  }

  async rollback(name: string, revision: number, watching: Watching): Promise<void> {
    const work = await this.parts.work(name, watching);
    await this.parts.rollouts.rollback(await this.parts.existing(name), revision, {
      owner: ownerOf(this.parts.env),
      work
    });
  }

  /** Newest first, as everybody who may read the namespace sees them. */
  async revisions(name: string): Promise<Revision[]> {
    const place = await this.parts.existing(name);
    const running = revisionOf(versionsOf((await lookAt(place))!.sdep).main);
    const kept = await new Revisions(place).list();
    return kept.map(({ image, facts }) => ({ ...facts, image, current: facts.revision === running })).reverse();
  }

  /**
   * What a command needs beside its name to mean a deployment, ` --namespace fraud` or nothing; see placeOptions. `isMeant`: whether
   * the name alone means it now.
   */
  async placeOptions(place: ClusterPlace, { isMeant }: { isMeant: boolean }): Promise<string> {
    return placeOptions(place, await this.parts.kubernetes.contexts(), { full: !isMeant });
  }

  /** How it is asked over gRPC from here; see grpcWayOf. Throws no-such-deployment. */
  async grpcWay(name: string): Promise<GrpcWay | undefined> {
    return grpcWayOf(await this.parts.existing(name), this.parts.env);
  }

  /** What changed between two revisions, as lines of their YAML. Throws no-such-revision. */
  async diff(name: string, from: number, to: number): Promise<DiffLine[]> {
    const revisions = new Revisions(await this.parts.existing(name));
    const [before, after] = await Promise.all([revisions.get(from), revisions.get(to)]);
    return diffLines(stringifyYaml(before), stringifyYaml(after));
  }

  /** The manifest of a model that Seldon's own server loads; see prepackagedManifest. Nothing is built or applied. */
  prepackaged(model: Prepackaged, { ask }: { ask: boolean }): Promise<SeldonDeployment> {
    return prepackagedManifest(model, { ...this.parts, ask });
  }

  /** The servers of a cluster that could take the place of an image for a model; see serverOffers. */
  async servers(model: OfferedModel, { context, namespace }: Partial<ClusterPlace>): Promise<ServerOffer[]> {
    const { cluster } = await placeOf(this.parts.kubernetes, '', { context, namespace });
    return serverOffers((await discover(cluster)).servers ?? [], model);
  }

  /** The manifest of a built model, checked; with `ask` by the cluster, too. Nothing is applied. */
  async manifest(
    { request, model, component, build }: Built,
    { name, workdir, ask }: { name: string; workdir: string; ask: boolean }
  ): Promise<SeldonDeployment> {
    const version = versionOf({ request, model, component }, ClusterBuild.parse(build), {
      revision: 1,
      workdir,
      env: this.parts.env
    });
    const place = ask ? await placeOf(this.parts.kubernetes, name, request.kubernetes) : undefined;
    const namespace = request.kubernetes.namespace ?? place?.namespace;
    const manifest = manifestOf({ name, namespace }, [predictorOf(version, MAIN)], {
      protocol: request.kubernetes.protocol,
      facts: version.facts
    });
    const [problem] = manifestProblems(manifestErrors(manifest, knownServers(request.kubernetes)));
    if (problem) {
      throw new ProblemError(problem);
    }
    if (place) {
      await dryRun(place, { ...manifest, metadata: { ...manifest.metadata, namespace } }, true);
    }
    return manifest;
  }
}
