import { randomBytes } from 'node:crypto';
import type { ClusterPlace, Deployment } from '../../contract/deployment';
import { ClusterBuild } from '../../contract/deployment';
import { type Problem, ProblemError } from '../../contract/problem';
import type { Built, Tested, Wrapped } from '../../contract/run';
import type { EndpointClient } from '../../tools/endpoint';
import type { Home } from '../../tools/home';
import type { Kubernetes } from '../../tools/kubernetes';
import { KINDS } from '../../tools/kubernetes/kinds';
import { silent } from '../../tools/log';
import { deploymentNameOf } from '../deployment-name';
import type { DeploymentRecord } from '../deployment-store';
import { noSuchDeploymentHere } from '../no-such-deployment';
import type { Context } from '../stage';
import { exampleOf } from '../usage';
import { componentMisfits } from './kubernetes/component-misfits';
import { lost } from './kubernetes/local-record';
import { LocalRecords } from './kubernetes/local-records';
import { lookAt, NamespaceViews } from './kubernetes/namespace-view';
import { ClusterOperations } from './kubernetes/operations';
import { addressOf, isSamePlace, type Place, placeOf } from './kubernetes/place';
import { placeOptions } from './kubernetes/place-options';
import { podLogs } from './kubernetes/pod-logs';
import { preflight } from './kubernetes/preflight';
import { ingressOf } from './kubernetes/reach';
import { Rollouts, type Work } from './kubernetes/rollouts';
import { statusOf } from './kubernetes/status';
import { ClusterSurvey } from './kubernetes/survey';
import { startThrowAway } from './kubernetes/throw-away';
import { versionOf } from './kubernetes/version-of';
import type { ImageMaker } from './kubernetes/image-maker';
import type { Target } from './target';

export interface KubernetesTargetParts {
  home: Home;
  kubernetes: Kubernetes;
  endpoint: EndpointClient;
  images: ImageMaker;
  env: NodeJS.ProcessEnv;
  /** Where deployments are looked for; by default where they were deployed to from here, else the current context. */
  place?: Partial<ClusterPlace>;
}

/** Seconds that starting again may take. */
const START_DEADLINE = 600;
/** Seconds until a cluster that does not answer counts as gone, for lists. */
const LIST_PATIENCE = 5;

export type KubernetesTarget = Target & {
  operations: ClusterOperations;
  survey: ClusterSurvey;
  /** The same, for deployments in this place only. */
  at(place: Partial<ClusterPlace>): KubernetesTarget;
  /** Ends what is watched for lists, which would end by itself after a minute. */
  close(): void;
};

/** SeldonDeployments on Kubernetes clusters. */
export function createKubernetesTarget(parts: KubernetesTargetParts): KubernetesTarget {
  const target = new OnCluster(parts);
  const operations = new ClusterOperations({
    ...parts,
    rollouts: target.rollouts,
    existing: name => target.existing(name),
    work: (name, work) => target.work(name, work)
  });
  return {
    title: 'Kubernetes',
    check: (input, context) => target.check(input, context),
    build: (input, context) => parts.images.build(input, context),
    runScript: (input, script, context) => parts.images.runScript(input, script, context),
    startThrowAway: (input, context) => target.startThrowAway(input, context),
    deploy: (input, name, context) => target.deploy(input, name, context),
    status: name => target.status(name),
    list: () => target.list(),
    logs: (name, options) => target.logs(name, options),
    stop: name => target.stop(name),
    start: (name, context) => target.start(name, context),
    subject: name => target.subject(name),
    remove: name => target.remove(name),
    forget: name => target.forget(name),
    revisions: name => operations.revisions(name),
    grpcWay: name => operations.grpcWay(name),
    operations,
    survey: new ClusterSurvey(parts),
    at: place => createKubernetesTarget({ ...parts, place }),
    close: () => target.close()
  };
}

class OnCluster {
  readonly rollouts: Rollouts;
  readonly #records: LocalRecords;
  readonly #views: NamespaceViews;

  constructor(private readonly parts: KubernetesTargetParts) {
    this.#records = new LocalRecords(parts.home, parts.place);
    this.rollouts = new Rollouts(parts);
    this.#views = new NamespaceViews();
  }

  async check(input: Wrapped, context: Context): Promise<Problem[]> {
    const misfits = componentMisfits(input);
    if (misfits.length > 0) {
      return misfits;
    }
    const place = await this.#wanted(input.request, input.request.name ?? deploymentNameOf(input.model));
    return [...(await this.parts.images.check(input, context)), ...(await preflight(place, input))];
  }

  async startThrowAway(input: Built, context: Context) {
    const place = await this.#wanted(input.request, `deploy-model-test-${randomBytes(5).toString('hex')}`);
    const build = ClusterBuild.parse(input.build);
    const version = versionOf(input, build, { revision: 1, workdir: context.workdir, env: this.parts.env });
    return startThrowAway(place, version, context);
  }

  async deploy(input: Tested, name: string, context: Context): Promise<Deployment> {
    const place = await this.#wanted(input.request, name);
    return this.#records.claim(addressOf(place), async () => {
      const build = ClusterBuild.parse(input.build);
      const revision = await this.rollouts.nextRevision(place);
      const version = versionOf(input, build, { revision, workdir: context.workdir, env: this.parts.env });
      const { deadline, takeOver } = version.options;
      const example = await exampleOf(input.component);
      await this.rollouts.deploy(place, version, { ...context, deadline, takeOver, example });
      const deployment = (await this.#statusAt(place))!;
      await this.#records.keep(input, addressOf(place), deployment);
      return deployment;
    });
  }

  async status(name: string): Promise<Deployment | undefined> {
    const record = await this.#records.find(name);
    try {
      return await this.#statusAt(await this.#whereIs(name, record));
    } catch (error) {
      if (record && error instanceof ProblemError) {
        return lost(record, error.problem.message);
      }
      if (this.parts.place) {
        throw error;
      }
      // A cluster that has nothing to do with this name must not stand in the way of the other targets.
      return undefined;
    }
  }

  async list(): Promise<Deployment[]> {
    const records = await this.#records.list();
    const contexts = await this.parts.kubernetes.contexts().catch(() => []);
    const { context, namespace } = this.parts.place ?? {};
    const chosen = contexts.find(({ name, current }) => (context === undefined ? current : name === context));
    // Who asks about one place is told why it cannot be looked into; otherwise the others are listed.
    const isNamed = context !== undefined || namespace !== undefined;
    if (isNamed && !chosen) {
      await this.parts.kubernetes.connect(context);
    }
    const places = [
      ...records.flatMap(({ place }) => place ?? []),
      ...(chosen ? [{ context: chosen.name, namespace: namespace ?? chosen.namespace }] : [])
    ];
    const keys = new Map(places.map(place => [`${place.context}/${place.namespace}`, place]));
    const seen = await Promise.all([...keys.values()].map(place => this.#listIn(place)));
    const problem = isNamed ? seen.find(({ place }) => place.context === chosen?.name)?.problem : undefined;
    if (problem) {
      throw new ProblemError(problem);
    }
    const found = seen.flatMap(({ deployments }) => deployments);
    const gone = records.filter(
      ({ name, place }) => !found.some(each => each.name === name && isSamePlace(each.place, place))
    );
    return [
      ...found,
      ...gone.map(record => {
        const why = seen.find(({ place }) => isSamePlace(place, record.place))?.problem;
        return lost(record, why?.message ?? 'It is no longer in the cluster.');
      })
    ];
  }

  async *logs(name: string, options: Parameters<Target['logs']>[1]): AsyncIterable<string> {
    yield* podLogs(await this.existing(name), options);
  }

  async stop(name: string): Promise<Deployment> {
    const place = await this.existing(name);
    return this.#records.claim(addressOf(place), async () => {
      const signal = new AbortController().signal;
      await this.rollouts.stop(place, await this.work(name, { log: silent, signal }));
      return (await this.#statusAt(place))!;
    });
  }

  async start(name: string, context: Pick<Context, 'log' | 'signal'>): Promise<Deployment> {
    const place = await this.existing(name);
    return this.#records.claim(addressOf(place), async () => {
      await this.rollouts.start(place, await this.work(name, context));
      return (await this.#statusAt(place))!;
    });
  }

  async subject(name: string): Promise<Pick<Built, 'component' | 'build'>> {
    const record = await this.#records.find(name);
    if (!record) {
      throw new ProblemError({
        code: 'no-such-deployment',
        message: `${name} was not deployed from here.`,
        reason: 'What it was made of is where it was deployed from.',
        suggestion: 'Test it by its address: deploy-model test http://… --contract contract.json'
      });
    }
    return { component: record.component, build: record.build };
  }

  /** Also forgets one that somebody else has removed from the cluster. */
  async remove(name: string): Promise<void> {
    const place = await this.#whereIs(name, await this.#records.find(name));
    await this.#records.claim(addressOf(place), async () => {
      const wasThere = await place.cluster.remove(KINDS.seldonDeployment, name, place.namespace);
      const wasKnown = await this.#records.forget(addressOf(place));
      if (!wasThere && !wasKnown) {
        throw notThere(place);
      }
    });
  }

  async forget(name: string): Promise<boolean> {
    const place = (await this.#records.find(name))?.place;
    return place !== undefined && this.#records.claim({ name, place }, () => this.#records.forget({ name, place }));
  }

  close(): void {
    this.#views.close();
  }

  /** Where a deployment is. Throws no-such-deployment. */
  async existing(name: string): Promise<Place> {
    const record = await this.#records.find(name);
    if (!record && !this.parts.place && (await this.parts.kubernetes.contexts()).length === 0) {
      throw noSuchDeploymentHere(name);
    }
    const place = await this.#whereIs(name, record);
    if (!(await place.cluster.get(KINDS.seldonDeployment, name, place.namespace))) {
      throw notThere(place);
    }
    return place;
  }

  async work(name: string, work: Pick<Work, 'log' | 'signal'>): Promise<Work> {
    const record = await this.#records.find(name);
    const example = record && (await exampleOf(record.component).catch(() => undefined));
    return { ...work, deadline: START_DEADLINE, takeOver: false, example };
  }

  async #statusAt(place: Place): Promise<Deployment | undefined> {
    const seen = await lookAt(place);
    return seen && statusOf(place, seen.sdep, seen.observed, await ingressOf(place.cluster, this.parts.env));
  }

  #wanted({ kubernetes, name }: Wrapped['request'], own = name ?? 'model'): Promise<Place> {
    return placeOf(this.parts.kubernetes, own, kubernetes);
  }

  async #whereIs(name: string, record: DeploymentRecord | undefined): Promise<Place> {
    const { context = record?.place?.context, namespace = record?.place?.namespace } = this.parts.place ?? {};
    const place = await placeOf(this.parts.kubernetes, name, { context, namespace });
    // Who had to say where it is has to say so in the next command, too.
    return this.parts.place ? { ...place, options: placeOptions(addressOf(place).place, [], { full: true }) } : place;
  }

  async #listIn(place: ClusterPlace): Promise<{ place: ClusterPlace; deployments: Deployment[]; problem?: Problem }> {
    try {
      const cluster = await this.parts.kubernetes.connect(place.context);
      const seen = await this.#views.read(cluster, place.namespace, LIST_PATIENCE);
      const ingress = seen.length > 0 ? await ingressOf(cluster, this.parts.env) : undefined;
      const deployments = seen.map(({ name, sdep, observed }) =>
        statusOf({ cluster, namespace: place.namespace, name }, sdep, observed, ingress)
      );
      return { place, deployments };
    } catch (error) {
      if (error instanceof ProblemError) {
        return { place, deployments: [], problem: error.problem };
      }
      throw error;
    }
  }
}

function notThere({ cluster, namespace, name }: Place): ProblemError {
  return new ProblemError({
    code: 'no-such-deployment',
    message: `There is no deployment ${name} in ${namespace}.`,
    reason: `It was never made on ${cluster.context}, or it was removed.`,
    suggestion: 'See `deploy-model list`; name another place with --context and --namespace.'
  });
}
