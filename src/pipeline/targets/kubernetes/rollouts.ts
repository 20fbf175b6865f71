import { ProblemError } from '../../../contract/problem';
import type { EndpointClient } from '../../../tools/endpoint';
import type { KubeObject } from '../../../tools/kubernetes';
import type { Log } from '../../../tools/log';
import { manifestErrors, manifestProblems } from '../../manifest/check';
import { SERVERS } from '../../manifest/webhook';
import {
  MAIN,
  manifestOf,
  type ModelVersion,
  NEXT,
  predictorOf,
  type VersionFacts,
  versionName
} from '../../templates/manifest';
import { askVersion } from './answer';
import { applyOver, dryRun } from './apply';
import { type Before, existingVersions, mustBeAlone, readBefore, runningVersions } from './before';
import { lookAt } from './namespace-view';
import type { DeploymentView } from './observed';
import { waitForLeftovers } from './leftovers';
import type { Place } from './place';
import { read } from './reading';
import { type RevisionContent, Revisions } from './revisions';
import { revisionOf } from './status';
import { waitForShare } from './traffic-route';
import { undo } from './undo';
import {
  alone,
  beside,
  carriesAll,
  expectedOf,
  isPassedOn,
  mapped,
  nothingBeside,
  predictorsOf,
  promoted,
  restarted,
  scaled,
  shared,
  stopped,
  type Versions
} from './versions';
import { watchRollout } from './watch-rollout';

/** What every change of a deployment needs beside what it changes. */
export interface Work {
  /** Seconds that a rollout may take. */
  deadline: number;
  /** Also fields that other programs manage. */
  takeOver: boolean;
  /** A request that the model answers, as JSON text. */
  example?: string;
  log: Log;
  signal: AbortSignal;
}

/** Seconds in which written shares reach the routes. */
const SHARE_PATIENCE = 30;
/** The same, when the version that leaves is broken: then they never do. */
const BROKEN_PATIENCE = 4;

/** Changes which versions a deployment runs. Each change is whole or undone. */
export class Rollouts {
  constructor(private readonly parts: { endpoint: EndpointClient; env: NodeJS.ProcessEnv }) {}

  /** A new version in the running one's place, or beside it with its share. */
  async deploy(place: Place, version: ModelVersion, work: Work): Promise<void> {
    const before = await readBefore(place, version.options.protocol);
    const { rollout } = version.options;
    if (rollout === 'replace' || !before.versions) {
      mustBeAlone(place, before);
      await this.#replace(place, before, version, work);
    } else {
      await this.#add(place, before, version, work);
    }
  }

  /** The share of the version beside, in percent; false when the route does not show it yet. */
  async share(place: Place, percent: number, work: Work): Promise<boolean> {
    const before = await readBefore(place);
    if (!before.versions?.next) {
      throw nothingBeside();
    }
    await this.#apply(place, before, shared(before.versions, percent), work);
    return waitForShare(place, percent, { seconds: SHARE_PATIENCE, signal: work.signal });
  }

  /** The version beside becomes the running one. No request is lost: each step waits for the one before. */
  async promote(place: Place, work: Work): Promise<void> {
    const before = await readBefore(place);
    const versions = existingVersions(place, before);
    const both = promoted(versions);
    if (carriesAll(versions)) {
      const aside = await this.#setAside(place, before, work);
      await this.#roll(place, aside, shared(both, 100), work, { back: before.object });
    } else {
      await this.#roll(place, before, both, work);
    }
    await this.#leave(place, SHARE_PATIENCE, work);
  }

  /** The version beside is taken away again. */
  async discard(place: Place, work: Work): Promise<void> {
    const { versions } = await readBefore(place);
    if (!versions?.next) {
      throw nothingBeside();
    }
    const seen = await lookAt(place);
    const isWhole = seen !== undefined && read(seen.observed, expectedOf(versions)).ready;
    await this.#leave(place, isWhole ? SHARE_PATIENCE : BROKEN_PATIENCE, work);
  }

  /** What a revision was, as a new revision in the running one's place. */
  async rollback(place: Place, revision: number, { owner, work }: { owner: string; work: Work }): Promise<void> {
    const before = await readBefore(place);
    mustBeAlone(place, before);
    const { predictor, protocol, image, facts } = await new Revisions(place).get(revision);
    const next: VersionFacts = {
      ...facts,
      revision: await this.#nextRevision(place, before),
      owner,
      createdAt: new Date().toISOString()
    };
    const version = versionName(next.revision);
    const main = {
      ...predictor,
      name: MAIN,
      shadow: undefined,
      labels: { ...predictor.labels, version },
      annotations: { ...predictor.annotations, version }
    };
    await this.#roll(place, { ...before, protocol }, alone(main), work, {
      content: { predictor: main, protocol, image, facts: next }
    });
  }

  /** No replicas, and nothing that would add some. */
  async stop(place: Place, work: Work): Promise<void> {
    const before = await readBefore(place);
    await this.#apply(place, before, mapped(existingVersions(place, before), stopped), work);
  }

  /** As its revisions are, with the shares that it has now; it answers its clients when this ends. */
  async start(place: Place, work: Work): Promise<void> {
    const before = await readBefore(place);
    const kept = new Map(
      (await new Revisions(place).list()).map(({ facts, predictor }) => [facts.revision, predictor])
    );
    const versions = mapped(existingVersions(place, before), now => ({
      ...(kept.get(revisionOf(now)) ?? now),
      name: now.name,
      shadow: now.shadow,
      traffic: now.traffic
    }));
    await this.#apply(place, before, versions, work);
    await this.#watch(place, versions, work);
    await this.#ask(place, alone(versions.main), before.protocol, work);
  }

  /** Each version with so many replicas; undone when there is no room for them. */
  async scale(place: Place, replicas: number, work: Work): Promise<void> {
    const before = await readBefore(place);
    await this.#roll(
      place,
      before,
      mapped(runningVersions(place, before), each => scaled(each, replicas)),
      work
    );
  }

  /** New pods of each version; the old ones answer until then. */
  async restart(place: Place, work: Work): Promise<void> {
    const before = await readBefore(place);
    const now = new Date().toISOString();
    await this.#roll(
      place,
      before,
      mapped(runningVersions(place, before), each => restarted(each, now)),
      work
    );
  }

  /** The number that the next revision gets. */
  async nextRevision(place: Place): Promise<number> {
    return this.#nextRevision(place, await readBefore(place));
  }

  async #nextRevision(place: Place, { versions }: Before): Promise<number> {
    const kept = (await new Revisions(place).list()).map(({ facts }) => facts.revision);
    const running = versions ? predictorsOf(versions).map(revisionOf) : [];
    return Math.max(0, ...kept, ...running) + 1;
  }

  async #replace(place: Place, before: Before, version: ModelVersion, work: Work): Promise<void> {
    const main = predictorOf(version, MAIN);
    await this.#roll(place, { ...before, protocol: version.options.protocol }, alone(main), work, {
      content: contentOf(version, MAIN)
    });
  }

  /** First at 0 %, asked there, and only then with its share. */
  async #add(place: Place, before: Before, version: ModelVersion, work: Work): Promise<void> {
    const { rollout, percent } = version.options;
    const candidate = predictorOf(version, NEXT);
    const wanted = beside(before.versions!, candidate, version.options);
    const first = rollout === 'shadow' ? wanted : shared(wanted, 0);
    await this.#roll(place, before, first, work, { content: contentOf(version, NEXT) });
    if (rollout !== 'shadow') {
      await this.share(place, percent, work);
    }
  }

  /**
   * All requests to the version beside, while the running one's pods are replaced: Seldon's executor closes its port as soon
   * as a pod is told to end, and nodes that have not heard of it yet would still send requests there.
   */
  async #setAside(place: Place, before: Before, work: Work): Promise<Before> {
    const applied = await this.#apply(place, before, shared(existingVersions(place, before), 100), work);
    try {
      await waitForShare(place, 100, { seconds: SHARE_PATIENCE, signal: work.signal });
      return await readBefore(place);
    } catch (error) {
      await undo(place, { before: before.object, applied, log: work.log });
      throw error;
    }
  }

  async #leave(place: Place, seconds: number, work: Work): Promise<void> {
    const before = await readBefore(place);
    const versions = existingVersions(place, before);
    if (!versions.next?.shadow) {
      await this.#apply(place, before, shared(versions, 0), work);
      await waitForShare(place, 0, { seconds, signal: work.signal });
    }
    const now = await readBefore(place);
    await this.#apply(place, now, alone(versions.main), work);
    await watchRollout({ place, expected: expectedOf({ main: versions.main }), ...work });
    await waitForLeftovers(place, work);
  }

  /**
   * Applies, waits, asks; when any of that fails, what ran before runs again. `content`: of a new revision; `back`: what
   * there was before, where that is more than one change ago.
   */
  async #roll(
    place: Place,
    before: Before,
    versions: Versions,
    work: Work,
    { content, back = before.object }: { content?: RevisionContent; back?: KubeObject } = {}
  ): Promise<void> {
    const applied = await this.#apply(place, before, versions, work);
    try {
      if (content) {
        await new Revisions(place).keep(applied, content);
      }
      await this.#watch(place, versions, work);
      await this.#ask(place, versions, before.protocol, work);
    } catch (error) {
      await undo(place, { before: back, applied, revision: content?.facts.revision, log: work.log });
      throw error;
    }
  }

  #ask(place: Place, versions: Versions, protocol: Before['protocol'], work: Work): Promise<void> {
    return askVersion(place, { versions, protocol, ...work, ...this.parts });
  }

  #watch(place: Place, versions: Versions, work: Work): Promise<void> {
    const passedOn = (deployments: readonly DeploymentView[]) => isPassedOn(versions, deployments);
    return watchRollout({ place, expected: expectedOf(versions), passedOn, ...work });
  }

  async #apply(place: Place, { object, protocol }: Before, versions: Versions, work: Work): Promise<KubeObject> {
    const facts = {
      revision: revisionOf(versions.main),
      owner: versions.main.annotations?.['deploy-model.io/owner'] ?? ''
    };
    const manifest = manifestOf(place, predictorsOf(versions), { protocol, facts });
    const own = predictorsOf(versions).flatMap(({ graph }) => graph.implementation ?? []);
    const [problem] = manifestProblems(manifestErrors(JSON.parse(JSON.stringify(manifest)), [...SERVERS, ...own]));
    if (problem) {
      throw new ProblemError(problem);
    }
    await dryRun(place, manifest, work.takeOver);
    await waitForLeftovers(place, work);
    return applyOver(place, object, manifest, work.takeOver);
  }
}

function contentOf(version: ModelVersion, place: typeof MAIN | typeof NEXT): RevisionContent {
  const { image, facts, options } = version;
  return { predictor: predictorOf(version, place), protocol: options.protocol, image, facts };
}
