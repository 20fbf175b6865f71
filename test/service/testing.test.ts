import { resolve } from 'node:path';
import { TestRequest } from '../../src/contract/task';
import type { Pipeline } from '../../src/pipeline/pipeline';
import type { AddressTest } from '../../src/pipeline/testing/remote-test';
import { test as testOf } from '../../src/service/testing';
import { silent } from '../../src/tools/log';
import { deployment, verdict } from '../lab/samples';

const context = { log: silent, signal: new AbortController().signal };

/** A pipeline with one deployment, which passes its own checks and fails every contract; whoever starts a model fails. */
function pipelineThat(asked: AddressTest[]): Pipeline {
  const pipeline = {
    at: () => pipeline,
    deployment: async () => ({ deployment: deployment('churn') }),
    testDeployment: async () => verdict(true),
    testAddress: async (test: AddressTest) => {
      asked.push(test);
      return verdict(false);
    }
  };
  return pipeline as unknown as Pipeline;
}

it('tests a deployment by the contract that is named', async () => {
  const asked: AddressTest[] = [];
  const request = TestRequest.parse({ what: 'churn', contract: 'strict.json', rows: 4 });
  expect(await testOf(pipelineThat(asked), request, context)).toMatchObject({ passed: false });
  const address = 'http://127.0.0.1:41233/api/v1.0/predictions';
  expect(asked).toMatchObject([{ address, contract: resolve('strict.json'), rows: 4 }]);
});

it('tests a deployment by its own checks when no contract is named', async () => {
  expect(await testOf(pipelineThat([]), TestRequest.parse({ what: 'churn' }), context)).toMatchObject({ passed: true });
});

it('refuses a contract for a folder, which has its own', async () => {
  const request = TestRequest.parse({ what: './churn', contract: 'strict.json' });
  await expect(testOf(pipelineThat([]), request, context)).rejects.toMatchObject({ problem: { code: 'bad-request' } });
});
