import { COMPONENT_WORK } from '../../contract/component-work';
import type { Deployment, Endpoint } from '../../contract/deployment';
import { ProblemError } from '../../contract/problem';
import type { Verdict } from '../../contract/verdict';
import type { Context } from '../stage';
import type { GrpcWay, Target } from '../targets/target';
import { askAll } from './ask';
import { readContract } from './contract-file';
import { type Batch, generateBatch } from './contract-generator';
import { type Examined, examine } from './examine';
import { describeShape, judgeShape, type Shape, shapeOfTargets } from './judge';
import { isUnknownPath, type Question } from './questions';
import { verdictOf } from './verdict';

/** Seconds that one answer may take. */
const SECONDS = 60;

/** Upstream's endpoints with their external and internal path; external paths are those of Seldon's executor. */
const PATHS = {
  predict: { external: '/api/v1.0/predictions', internal: '/predict' },
  'transform-input': { external: '/transform-input', internal: '/transform-input' },
  'send-feedback': { external: '/api/v1.0/feedback', internal: '/send-feedback' }
} as const;

export type RemoteEndpoint = keyof typeof PATHS;

/** True for a name that `--endpoint` takes. */
export function isRemoteEndpoint(name: string): name is RemoteEndpoint {
  return Object.hasOwn(PATHS, name);
}

/** A test of any address by a contract; the options are those of seldon-core-microservice-tester. */
export interface AddressTest {
  /** `http://host:port`, or a whole address with the path of the predictions. */
  address: string;
  /** Path of a contract.json. */
  contract: string;
  endpoint?: RemoteEndpoint;
  requests?: number;
  rows?: number;
  tensor?: boolean;
  seconds?: number;
}

type Tools = Pick<Context, 'tools' | 'log' | 'signal'>;

/**
 * Sends random requests that fit a contract to an address and judges the answers by the contract's targets, which
 * upstream's tester never did. A case that gets no answer is a failed case. Throws bad-request, bad-contract.
 */
export async function testAddress(test: AddressTest, context: Tools): Promise<Verdict> {
  const { endpoint = 'predict', requests = 2, rows = 1, tensor = false, seconds = SECONDS } = test;
  const url = addressOf(test.address);
  const contract = await readContract(test.contract);
  const batches = Array.from({ length: requests }, (_, index) =>
    generateBatch(contract, { rows, seed: index + 1, tensor })
  );
  const predictions = await predictionsAt(url, endpoint === 'transform-input' ? endpoint : 'predict', {
    batch: batches[0],
    seconds,
    context
  });
  const shape = endpoint === 'predict' ? shapeOfTargets(contract, rows) : { answer: 'unknown' as const, outputs: [] };
  const questions = batches.map((batch, index): Question => ({
    ...questionOf(batch, predictions, shape),
    name: `${endpoint}, ${rows} random ${rows === 1 ? 'row' : 'rows'}, seed ${index + 1}`
  }));
  const results = await askAll(questions, { url: url.href, seconds }, context);
  const told = endpoint === 'send-feedback' ? await sendFeedback(batches, predictions, { seconds, context }) : [];
  return verdictOf([...results, ...told]);
}

/**
 * Tests a deployment where it runs, with everything that is known of its component, the logged model included. What speaks gRPC
 * is asked that way, too; where no way is open, the verdict says why.
 */
export async function testDeployment(
  built: Examined,
  deployment: Deployment,
  options: { context: Context; target: Pick<Target, 'runScript' | 'grpcWay'> }
): Promise<Verdict> {
  const endpoint = endpointOf(deployment);
  const way: GrpcWay | undefined = endpoint.grpc
    ? { address: endpoint.grpc }
    : await options.target.grpcWay?.(deployment.name);
  const { address, metadata } = way && 'address' in way ? way : {};
  const verdict = await examine(
    built,
    async () => ({
      endpoint: { ...endpoint, grpc: address },
      grpcMetadata: metadata,
      isBehind: deployment.target === 'kubernetes'
    }),
    options
  );
  return way && 'closed' in way ? { ...verdict, summary: `${verdict.summary}; ${way.closed}` } : verdict;
}

/**
 * The address at which `testAddress` asks a deployment. Throws endpoint-unreachable; bad-request when it speaks another
 * protocol than Seldon's, in which a contract's requests are.
 */
export function testedAddress(deployment: Deployment, endpoint: RemoteEndpoint): string {
  const { predictions } = endpointOf(deployment);
  const work = Object.values(COMPONENT_WORK).find(({ path }) => predictions.endsWith(path));
  if (!work) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${deployment.name} cannot be tested by a contract.`,
      reason: "A contract's requests are in Seldon's own protocol; it speaks another one.",
      suggestion: `Test it by all that is known of its model: \`deploy-model test ${deployment.name}\`.`
    });
  }
  // The path for feedback is found from that of the predictions.
  return endpoint === 'transform-input' ? predictions.replace(work.path, PATHS[endpoint].external) : predictions;
}

function endpointOf({ name, state, endpoint, reason }: Deployment): Endpoint {
  // One that was stopped keeps its address.
  if (endpoint && state !== 'stopped') {
    return endpoint;
  }
  throw new ProblemError({
    code: 'endpoint-unreachable',
    message: `${name} does not answer.`,
    reason,
    suggestion: `Start it with \`deploy-model start ${name}\`.`
  });
}

function addressOf(address: string): URL {
  const url = URL.parse(/^[a-z]+:\/\//i.test(address) ? address : `http://${address}`);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${address} is not an address that can be tested.`,
      reason: 'It must start with http:// or https://.',
      suggestion: 'Give it as http://host:port, or with the path of the predictions.'
    });
  }
  return url;
}

interface Asked {
  batch?: Batch;
  seconds: number;
  context: Tools;
}

/** A given path is taken; else the external one, or the internal one where that is not known. */
async function predictionsAt(url: URL, endpoint: RemoteEndpoint, { batch, seconds, context }: Asked): Promise<URL> {
  if (url.pathname !== '/') {
    return url;
  }
  const { external, internal } = PATHS[endpoint];
  const first = new URL(external, url);
  if (external === internal || !batch) {
    return first;
  }
  try {
    const options = { timeoutSeconds: seconds, signal: context.signal };
    const answer = await context.tools.endpoint.post(first.href, batch.request, options);
    return isUnknownPath(answer) ? new URL(internal, url) : first;
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof ProblemError) {
      return first;
    }
    throw error;
  }
}

function questionOf({ request }: Batch, path: URL, shape: Shape): Omit<Question, 'name'> {
  return {
    kind: 'contract',
    protocol: 'rest',
    path: path.href,
    body: request,
    expected: describeShape(shape),
    judge: answer => judgeShape(answer, shape)
  };
}

/** As upstream's tester: a prediction, then a reward of 1 for it. */
async function sendFeedback(batches: Batch[], predictions: URL, { seconds, context }: Asked) {
  const path = new URL(predictions);
  path.pathname = path.pathname.endsWith('/predictions')
    ? path.pathname.replace(/predictions$/, 'feedback')
    : path.pathname.replace(/(predict|transform-input|transform-output)$/, 'send-feedback');
  const options = { timeoutSeconds: seconds, signal: context.signal };
  const questions: Question[] = [];
  for (const [index, { request }] of batches.entries()) {
    const { body: response } = await context.tools.endpoint.post(predictions.href, request, options);
    questions.push({
      name: `reward for seed ${index + 1}`,
      kind: 'contract',
      protocol: 'rest',
      path: path.href,
      body: { request, response, reward: 1 },
      expected: '200',
      judge: ({ status }) => ({ passed: status === 200, got: String(status) })
    });
  }
  return askAll(questions, { url: path.href, seconds }, context);
}
