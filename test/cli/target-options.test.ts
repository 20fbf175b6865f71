import { refuseForeignOptions } from '../../src/cli/target-options';

it.each([
  [{ canary: 10 }, 'process', '--canary'],
  [{ shadow: 10 }, 'docker', '--shadow'],
  [{ keda: 1, pullSecret: ['a'] }, 'docker', '--pull-secret'],
  [{ baseImage: 'x' }, 'process', '--base-image'],
  [{ gpus: 'all' }, 'process', '--gpus']
] as const)('refuses %j for the target %s, by name', (options, target, flag) => {
  expect(() => refuseForeignOptions(options, target)).toThrow(`${flag} means nothing to the target ${target}`);
});

it.each([
  [{ canary: 10, image: 'x' }, 'kubernetes'],
  [{ gpus: 'all', restart: 'no' }, 'docker'],
  [{ name: 'churn', port: 8080, memory: 512 }, 'process']
] as const)('takes %j for the target %s', (options, target) => {
  expect(() => refuseForeignOptions(options, target)).not.toThrow();
});
