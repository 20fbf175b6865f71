import { gpuProblems } from '../../../src/pipeline/targets/docker-problem';

test('a GPU that the engine does not have is refused before anything is built', () => {
  expect(gpuProblems('2', { gpus: 'cdi', gpuIds: ['0'] })).toMatchObject([
    { code: 'gpu-missing', severity: 'error', message: 'The Docker Engine has no GPU 1.', reason: 'It has 1 GPU: 0.' }
  ]);
});

test('an engine that says nothing of GPUs may have some: that is a warning', () => {
  expect(gpuProblems('all', { gpus: 'unknown', gpuIds: [] })).toMatchObject([{ severity: 'warning' }]);
});

test('nothing is wrong with what it has, or with none', () => {
  expect(gpuProblems('1', { gpus: 'cdi', gpuIds: ['0'] })).toEqual([]);
  expect(gpuProblems('all', { gpus: 'runtime', gpuIds: [] })).toEqual([]);
  expect(gpuProblems('', { gpus: 'unknown', gpuIds: [] })).toEqual([]);
});
