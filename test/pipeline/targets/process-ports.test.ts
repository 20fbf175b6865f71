import { ProblemError } from '../../../src/contract/problem';
import { onFreePorts } from '../../../src/pipeline/targets/process-ports';

const taken = new ProblemError({ code: 'port-taken', message: 'taken', suggestion: '' });

/** Work that finds its port taken so many times. */
function work(times: number) {
  let left = times;
  return async () => {
    if (left-- > 0) {
      throw taken;
    }
    return 'done';
  };
}

test('a port that was taken in between is replaced by another', async () => {
  expect(await onFreePorts(0, work(2))).toBe('done');
});

test('it is given up when every port is taken', async () => {
  await expect(onFreePorts(0, work(3))).rejects.toBe(taken);
});

test('a port that a person chose is not replaced', async () => {
  await expect(onFreePorts(9000, work(1))).rejects.toBe(taken);
});

test('other failures are not tried again', async () => {
  let tries = 0;
  const fails = () => onFreePorts(0, async () => Promise.reject(new Error(String(++tries))));

  await expect(fails()).rejects.toThrow('1');
});
