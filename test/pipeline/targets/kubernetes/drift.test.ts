import { driftOf, driftRequest, valuesOf } from '../../../../src/pipeline/targets/kubernetes/drift';

it('is nothing between equal answers, and one between answers that have nothing in common', () => {
  expect([driftOf([1, 'a', null], [1, 'a', null]), driftOf([1], [-1]), driftOf(['a'], ['b'])]).toEqual([0, 1, 1]);
});

it('is the mean of what each value moved', () => {
  expect(driftOf([100, 100], [90, 100])).toBeCloseTo(0.05);
  expect(driftOf(['yes', 'no', 'no', 'no'], ['no', 'no', 'no', 'no'])).toBe(0.25);
});

it('is one when the answers have different lengths', () => {
  expect(driftOf([1, 2], [1])).toBe(1);
});

it.each([
  ['an ndarray', { data: { names: ['a'], ndarray: [[1], ['b']] }, meta: { tags: { path: ['x'] } } }, [1, 'b']],
  ['a tensor', { data: { tensor: { shape: [2, 1], values: [3, 4] } } }, [3, 4]],
  ['JSON', { jsonData: { a: [1], b: 'c' } }, [1, 'c']],
  ['text', { strData: 'yes' }, ['yes']],
  ['a bare list', [[1, 2]], [1, 2]]
])('reads the values of %s', (_, body, values) => {
  expect(valuesOf(body)).toEqual(values);
});

it('asks in the words of the protocol', () => {
  const example = '{"data": {"ndarray": [[1, 2]]}}';
  expect(driftRequest(example, 'seldon')).toMatchObject({ data: {} });
  expect(driftRequest(example, 'v2')).toMatchObject({ inputs: [{ shape: [1, 2], datatype: 'INT64' }] });
});

it('says that it needs a request to compare with', () => {
  expect(() => driftRequest(undefined, 'seldon')).toThrow('There is no request to compare');
});
