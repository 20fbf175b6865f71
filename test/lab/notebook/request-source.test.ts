import { firstRequest } from '../../../src/lab/models/first-request';
import { requestSource } from '../../../src/lab/notebook/request-source';
import * as samples from '../samples';

const endpoint = samples.deployment().endpoint!;
const source = (usage: Parameters<typeof firstRequest>[0]) => requestSource('churn', endpoint, firstRequest(usage));

it('asks with the example, with no word of it', () => {
  const [title, next] = source(samples.USAGE).split('\n');

  expect([title, next]).toEqual(['# Ask the deployed model churn', 'import json']);
});

it('asks with a row of the signature when there is no example, and says that it is made up', () => {
  const code = source({ signature: samples.SIGNATURE });

  expect(code).toContain('made up');
  expect(code).toContain('"ndarray": [[1, 1.0, "", False, None]]');
});

it('says that nothing is known when it is so', () => {
  const code = source({});

  expect(code).toContain('put values into the empty row');
  expect(code).toContain('"ndarray": [[]]');
});
