import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Build } from '../../../src/contract/deployment';
import type { Context } from '../../../src/pipeline/stage';
import type { GrpcWay } from '../../../src/pipeline/targets/target';
import { testDeployment, testedAddress } from '../../../src/pipeline/testing/remote-test';
import type { AskOptions, EndpointClient } from '../../../src/tools/endpoint';
import { homeOf } from '../../../src/tools/home';
import { silent } from '../../../src/tools/log';
import { componentOf } from '../../fakes/component';
import * as samples from '../../lab/samples';

const folder = mkdtempSync(join(tmpdir(), 'deploy-model-remote-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REQUEST = { data: { names: ['a'], ndarray: [[2]] } };
const CHECKS = {
  version: 1,
  answer: 'data',
  outputs: [{ dtype: 'float', nullable: false }],
  tolerance: { absolute: 0, relative: 0 },
  cases: [{ name: 'example', expect: 'parity', request: REQUEST }]
};

/** A model that gives back what it is asked, over HTTP and gRPC, and remembers how it was asked over gRPC. */
class Echo implements EndpointClient {
  readonly overGrpc: { address: string; metadata: AskOptions['metadata'] }[] = [];
  async post(url: string, body: unknown) {
    if (url.includes('/v2/')) {
      return { status: 404, body: '', milliseconds: 1 };
    }
    const isMessage = typeof body === 'object' && body !== null && 'data' in body;
    const refusal = { status: { info: 'no data' } };
    return { status: isMessage ? 200 : 400, body: isMessage ? body : refusal, milliseconds: 1 };
  }
  async get() {
    return { status: 200, body: 'pong', milliseconds: 1 };
  }
  async grpc(address: string, message: Record<string, unknown>, { metadata }: AskOptions) {
    this.overGrpc.push({ address, metadata });
    return { status: 200, body: message, milliseconds: 1 };
  }
}

/** Tests a deployment on a cluster that is asked over gRPC in a way. */
async function tested(way: GrpcWay | undefined) {
  writeFileSync(join(folder, 'checks.json'), JSON.stringify(CHECKS));
  const endpoint = new Echo();
  const context: Context = {
    tools: { endpoint } as unknown as Context['tools'],
    home: homeOf({ DEPLOY_MODEL_HOME: folder }),
    log: silent,
    signal: new AbortController().signal,
    workdir: folder
  };
  const component = componentOf({ folder, checks: 'checks.json', modelFolder: 'model' });
  const build: Build = {
    ...{ target: 'process', python: 'python', environment: 'e', reused: true, runtime: '/r', runtimeVersion: '1' }
  };
  const target = {
    // What the logged model itself answers.
    runScript: async (_: unknown, { folder: where }: { folder: string }) => {
      const answers = [{ name: 'example', kind: 'data', value: [[2]] }];
      writeFileSync(join(where, 'answers.json'), JSON.stringify({ answers, mlflow: '3', python: '3.11' }));
      return { code: 0, stderrTail: '', timedOut: false };
    },
    grpcWay: async () => way
  };
  const deployment = samples.deployment('churn', { target: 'kubernetes' });
  const verdict = await testDeployment({ component, build, request: { startTimeout: 5 } }, deployment, {
    context,
    target
  });
  return { verdict, overGrpc: endpoint.overGrpc };
}

const GATEWAY = { address: 'models.example:80', metadata: { seldon: 'churn', namespace: 'fraud' } };

it('asks a deployment over gRPC by its gateway, with what that finds it by', async () => {
  const { verdict, overGrpc } = await tested(GATEWAY);
  expect(overGrpc).toEqual([GATEWAY]);
  expect(verdict.cases.find(({ protocol }) => protocol === 'grpc')).toMatchObject({ passed: true });
});

it('says in the verdict why it was not asked over gRPC', async () => {
  const { verdict, overGrpc } = await tested({ closed: 'not asked over gRPC: there is no ingress' });
  expect(overGrpc).toEqual([]);
  expect(verdict.passed).toBe(true);
  expect(verdict.summary).toMatch(/passed; .*not asked over gRPC: there is no ingress$/);
});

it('says nothing about gRPC of what does not speak it', async () => {
  const { verdict, overGrpc } = await tested(undefined);
  expect(overGrpc).toEqual([]);
  expect(verdict.summary).not.toContain('gRPC');
});

/** Where a deployment that answers at this path is tested by a contract. */
const addressAt = (path: string, endpoint: Parameters<typeof testedAddress>[1] = 'predict') => {
  const url = 'http://models.example/seldon/fraud/prepare';
  return testedAddress(samples.deployment('prepare', { endpoint: { url, predictions: `${url}${path}` } }), endpoint);
};

it.each(['/api/v1.0/predictions', '/transform-input', '/transform-output'])(
  'tests a component by a contract where it answers, at %s',
  path => {
    expect(addressAt(path)).toBe(`http://models.example/seldon/fraud/prepare${path}`);
    expect(addressAt(path, 'transform-input')).toBe('http://models.example/seldon/fraud/prepare/transform-input');
  }
);

it('does not test what speaks another protocol by a contract', () => {
  expect(() => addressAt('/v2/models/model/infer')).toThrow(/another one|cannot be tested/);
});
