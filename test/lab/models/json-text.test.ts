import { indented } from '../../../src/lab/models/json-text';

it('breaks lines between rows and not inside them', () => {
  expect(indented('{"data":{"ndarray":[[1,2],[3,4]]}}')).toBe(
    '{\n  "data": {\n    "ndarray": [\n      [1, 2],\n      [3, 4]\n    ]\n  }\n}'
  );
});

it('writes every number as it was', () => {
  expect(indented('[1.0,9007199254740993,1e-7]')).toBe('[1.0, 9007199254740993, 1e-7]');
});

it('leaves brackets and commas inside texts alone', () => {
  expect(indented('["a,[b]","c: {d}"]')).toContain('"a,[b]"');
});

it('means the same as before', () => {
  const json = '{"a":[],"b":{},"c":[{"d":"\\"{"}],"e":[[1],[2]],"f":null}';

  expect(JSON.parse(indented(json))).toEqual(JSON.parse(json));
});

it('shows text that is no JSON as it is', () => {
  expect(indented('<html>no</html>')).toBe('<html>no</html>');
});
