import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import type { Endpoint, KubernetesBuild, PrepackagedBuild } from '../../src/contract/deployment';
import { type Tested, Tested as TestedSchema } from '../../src/contract/run';
import type { Context } from '../../src/pipeline/stage';
import { createKubernetesTarget, type KubernetesTarget } from '../../src/pipeline/targets/kubernetes';
import type { ImageMaker } from '../../src/pipeline/targets/kubernetes/image-maker';
import type { Served } from '../../src/pipeline/templates/served-node';
import { createEndpointClient } from '../../src/tools/endpoint-client';
import { decodeMessage, encodeMessage } from '../../src/tools/grpc/seldon-message';
import { PREDICT } from '../../src/tools/grpc/seldon-proto';
import { type Home, homeOf } from '../../src/tools/home';
import type { Kubernetes } from '../../src/tools/kubernetes';
import { throughClusters } from '../../src/tools/kubernetes/endpoint-client';
import { createKubernetes } from '../../src/tools/kubernetes/kubernetes';
import { type Log, silent } from '../../src/tools/log';
import { componentOf } from '../fakes/component';
import { kubectl } from './cluster';

/** What is asked for, with the image that the model is. */
export type Wanted = Partial<Tested['request']['kubernetes']> & {
  image?: string;
  /** A server of Seldon's in place of the image. */
  served?: Served;
  name?: string;
  memory?: number;
  startTimeout?: number;
  grpc?: boolean;
};

/** Milliseconds that anything here may take: only what hangs is ended by it. */
const LONGEST = 300_000;

/** The Kubernetes target on the test cluster, in a namespace of its own; images are those that the node has. */
export class ClusterBench {
  /** Everything that was said about rollouts. */
  readonly lines: string[] = [];
  /** Told each of them as it is said. */
  onLine: (line: string) => void = () => {};
  readonly kubernetes: Kubernetes = createKubernetes();
  readonly endpoint = throughClusters(createEndpointClient(), this.kubernetes);
  readonly target: KubernetesTarget;
  #number = 0;

  private constructor(
    readonly folder: string,
    readonly home: Home,
    readonly namespace: string
  ) {
    const { kubernetes, endpoint } = this;
    this.target = createKubernetesTarget({ home, kubernetes, endpoint, images: onTheNode, env: { USER: 'anna' } });
  }

  static async open(title: string): Promise<ClusterBench> {
    const folder = await mkdtemp(join(tmpdir(), 'deploy-model-cluster-'));
    const namespace = `${title}-${Date.now().toString(36)}`;
    kubectl('create', 'namespace', namespace);
    return new ClusterBench(folder, homeOf({ DEPLOY_MODEL_HOME: folder }), namespace);
  }

  /** The same namespace with a home and a kubeconfig of somebody else. */
  static async as({ namespace }: Pick<ClusterBench, 'namespace'>): Promise<ClusterBench> {
    const folder = await mkdtemp(join(tmpdir(), 'deploy-model-cluster-'));
    return new ClusterBench(folder, homeOf({ DEPLOY_MODEL_HOME: folder }), namespace);
  }

  /** Deploys the image `localhost/unit:<image>` as a model. */
  async deploy(wanted: Wanted, signal: AbortSignal = AbortSignal.timeout(LONGEST)) {
    const input = await this.tested(wanted);
    return this.target.deploy(input, input.request.name!, this.context(signal));
  }

  async tested(wanted: Wanted): Promise<Tested> {
    const { image = '1', served, name = 'churn', memory = 0, startTimeout = 60, grpc = false, ...kubernetes } = wanted;
    const folder = await mkdtemp(join(this.folder, 'component-'));
    await writeFile(join(folder, 'example.json'), '{"data": {"ndarray": [[1, 2]]}}');
    return TestedSchema.parse({
      request: {
        model: `models:/churn/${image}`,
        name,
        target: 'kubernetes',
        memory,
        startTimeout,
        grpc,
        kubernetes: {
          namespace: this.namespace,
          cpuRequest: '10m',
          memoryRequest: '16Mi',
          deadline: 180,
          ...kubernetes
        }
      },
      model: {
        reference: folder,
        uri: `models:/churn/${image}`,
        kind: 'class',
        name: 'churn',
        path: folder,
        digest: '0',
        bytes: 1
      },
      component: componentOf({ folder, warmUp: 'example.json' }),
      build: served ? servedBy(served) : buildOf(image),
      verdict: {
        passed: true,
        cases: [],
        summary: 'All 7 cases passed.',
        reused: false,
        testedAt: new Date().toISOString()
      }
    });
  }

  context(signal: AbortSignal): Context {
    const { log } = this.watching();
    const workdir = join(this.home.runs, `run-${++this.#number}`);
    return { tools: {} as Context['tools'], home: this.home, log, signal, workdir };
  }

  /** For what is watched beside a run. */
  watching() {
    const line = (_: string, text: string) => {
      this.lines.push(text);
      this.onLine(text);
    };
    const log: Log = { ...silent, line };
    return { log, signal: AbortSignal.timeout(LONGEST) };
  }

  async close(): Promise<void> {
    this.target.close();
    kubectl('delete', 'namespace', this.namespace, '--wait=false');
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Sends one row; gives what came back, or the status of a refusal. */
export async function predict(url: string, row: number[]): Promise<unknown> {
  const body = JSON.stringify({ data: { ndarray: [row] } });
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  return response.ok ? ((await response.json()) as { data: { ndarray: unknown[] } }).data.ndarray[0] : response.status;
}

/** Sends a Seldon message over gRPC by a gateway, as the clients of a model do; gives the answer. */
export function askedByGateway(
  { address, metadata }: NonNullable<Endpoint['grpcGateway']>,
  message: Record<string, unknown>
): Promise<Record<string, unknown>> {
  const client = new Client(address, credentials.createInsecure());
  const said = new Metadata();
  Object.entries(metadata).forEach(([name, value]) => said.set(name, value));
  return new Promise<Record<string, unknown>>((resolve, reject) =>
    client.makeUnaryRequest(PREDICT, encodeMessage, decodeMessage, message, said, (error, answer) =>
      error ? reject(error) : resolve(answer!)
    )
  ).finally(() => client.close());
}

/** Four clients that ask without a pause during some work: how often, which answers were none, and what the work gave. */
export async function askedWhile<T>(
  url: string,
  work: () => Promise<T>
): Promise<{ asked: number; lost: unknown[]; result: T }> {
  const lost: unknown[] = [];
  let asked = 0;
  let going = true;
  const clients = [1, 2, 3, 4].map(async () => {
    while (going) {
      const answer = await predict(url, [1, 2]).catch((error: Error) => error.message);
      asked++;
      if (!Array.isArray(answer)) {
        lost.push(answer);
      }
    }
  });
  const result = await work().finally(() => (going = false));
  await Promise.all(clients);
  return { asked, lost, result };
}

function buildOf(tag: string): KubernetesBuild {
  const reference = `localhost/unit:${tag}`;
  return {
    target: 'kubernetes',
    image: {
      reference,
      id: `sha256:${tag}`,
      platform: 'linux/amd64',
      size: 1,
      ownSize: 1,
      builder: 'docker',
      base: 'scratch',
      dependencies: 'none',
      server: 'unit'
    },
    environment: 'none',
    reused: true,
    runtimeVersion: 'unit'
  };
}

function servedBy(served: Served): PrepackagedBuild {
  return {
    ...{ target: 'prepackaged', parameters: {}, ...served },
    ...{ python: '/nowhere', environment: 'none', reused: true, runtime: '/nowhere', runtimeVersion: 'none' }
  };
}

/** The images of test/cluster/images, which the node already has. */
const onTheNode: ImageMaker = {
  check: async () => [],
  build: async () => buildOf('1'),
  runScript: () => Promise.reject(new Error('No test foresees this.'))
};
