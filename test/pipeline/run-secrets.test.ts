import { Run, RunRequest } from '../../src/contract/run';
import { withoutSecrets } from '../../src/pipeline/run-secrets';

it('shows a run without the passwords of its addresses', () => {
  const request = RunRequest.parse({
    model: 'https://ann:hunter22@git.example/churn.git',
    trackingUri: 'http://ann:hunter22@mlflow.example'
  });
  const run = { request } as Run;
  const shown = withoutSecrets(run);
  expect(JSON.stringify(shown)).not.toContain('hunter22');
  expect(shown.request).toMatchObject({ model: 'https://***@git.example/churn.git', target: 'process' });
  expect(run.request.model).toContain('hunter22');
});
