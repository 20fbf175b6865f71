import { redact } from '../../src/tools/redact';

it.each([
  ['https://me:hunter2@host/x', 'hunter2'],
  ['https://token123@host/x', 'token123'],
  ['Authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
  ['authorization: Basic bWU6aHVudGVyMg==', 'bWU6aHVudGVyMg=='],
  ['password=hunter2', 'hunter2'],
  ['"api_key": "k-123456"', 'k-123456'],
  ['MLFLOW_TRACKING_TOKEN=abcdef', 'abcdef']
])('hides the secret in %s', (text, secret) => {
  expect(redact(text)).not.toContain(secret);
});

it('hides the values that it is told', () => {
  expect(redact('the s3cr3t-value is here', ['s3cr3t-value'])).toBe('the *** is here');
});

it('leaves other text as it is', () => {
  const text = 'Installed scikit-learn==1.7.0 at http://127.0.0.1:5000/path in 3 s';
  expect(redact(text)).toBe(text);
});
