import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Output } from '../../src/cli/output';
import type { Options, Session } from '../../src/cli/session';
import { test as verb } from '../../src/cli/verbs/test';
import type { Deployment } from '../../src/contract/deployment';
import type { AddressTest } from '../../src/pipeline/testing/remote-test';
import { deployment, verdict } from '../lab/samples';

const cwd = mkdtempSync(join(tmpdir(), 'deploy-model-test-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const CHURN = 'http://127.0.0.1:41233';

/** A terminal where `churn` is this deployment; what is tested by a contract is kept. Whoever starts a model fails. */
function terminalOf(churn: Deployment = deployment('churn')): { session: Session; asked: AddressTest[] } {
  const asked: AddressTest[] = [];
  const output: Partial<Output> = { emit: () => undefined, text: () => undefined };
  const pipeline = {
    at: () => pipeline,
    deployment: async () => ({ deployment: churn }),
    testDeployment: async () => verdict(true),
    testAddress: async (test: AddressTest) => {
      asked.push(test);
      return verdict(false);
    }
  };
  const { signal } = new AbortController();
  return { session: { pipeline, output, signal, cwd } as unknown as Session, asked };
}

const FAILED = 7;

it.each(['http://127.0.0.1:5000/predict', '127.0.0.1:5000', 'churn.example:80/predict'])(
  'tests the address %s by a contract',
  async address => {
    const { session, asked } = terminalOf();
    expect(await verb(session, address, { contract: 'strict.json' })).toBe(FAILED);
    expect(asked).toMatchObject([{ address }]);
  }
);

it('tests a deployment by the contract that is named, as an address', async () => {
  const { session, asked } = terminalOf();
  const options = { contract: 'strict.json', nRequests: 3, batchSize: 4, tensor: true };
  expect(await verb(session, 'churn', options)).toBe(FAILED);
  expect(asked).toEqual([
    {
      address: `${CHURN}/api/v1.0/predictions`,
      contract: join(cwd, 'strict.json'),
      endpoint: 'predict',
      requests: 3,
      rows: 4,
      tensor: true
    }
  ]);
});

it.each([
  ['transform-input', `${CHURN}/transform-input`],
  ['send-feedback', `${CHURN}/api/v1.0/predictions`]
])("asks a deployment's %s at %s", async (endpoint, address) => {
  const { session, asked } = terminalOf();
  await verb(session, 'churn', { contract: 'contract.json', endpoint });
  expect(asked).toMatchObject([{ address, endpoint }]);
});

it('tests a deployment by its own checks when no contract is named, also on a cluster that is named', async () => {
  const { session, asked } = terminalOf();
  expect(await verb(session, 'churn', { namespace: 'fraud' })).toBe(0);
  expect(asked).toEqual([]);
});

it.each([undefined, { url: CHURN, predictions: `${CHURN}/api/v1.0/predictions` }])(
  'says that a deployment which is stopped does not answer, whatever its address was: %p',
  async endpoint => {
    const { session } = terminalOf(deployment('churn', { endpoint, state: 'stopped' }));
    await expect(verb(session, 'churn', { contract: 'contract.json' })).rejects.toMatchObject({
      problem: { code: 'endpoint-unreachable' }
    });
  }
);

it("does not ask a deployment of another protocol in Seldon's", async () => {
  const endpoint = { url: CHURN, predictions: `${CHURN}/v2/models/model/infer` };
  const { session } = terminalOf(deployment('churn', { endpoint }));
  await expect(verb(session, 'churn', { contract: 'contract.json' })).rejects.toMatchObject({
    problem: { code: 'bad-request' }
  });
});

const USELESS: [string, string, Options][] = [
  ['--endpoint', 'churn', { endpoint: 'predict' }],
  ['--n-requests', 'churn', { nRequests: 3 }],
  ['--batch-size', 'churn', { batchSize: 4 }],
  ['--tensor', 'churn', { tensor: true }],
  ['--fetch-python', 'churn', { contract: 'contract.json', fetchPython: true }],
  ['--contract', './folder', { contract: 'contract.json' }],
  ['--n-requests', './folder', { nRequests: 3 }],
  ['--namespace', './folder', { namespace: 'fraud' }],
  ['--fetch-python', CHURN, { contract: 'contract.json', fetchPython: true }],
  ['--context', CHURN, { contract: 'contract.json', context: 'production' }]
];

it.each(USELESS)('refuses %s where it has no meaning: %s with %j', async (flag, what, options) => {
  const { session, asked } = terminalOf();
  await expect(verb(session, what, options)).rejects.toMatchObject({
    problem: { code: 'bad-request', message: expect.stringContaining(`${flag} means nothing`) as string }
  });
  expect(asked).toEqual([]);
});
