import type { ColumnSpec } from '../../../src/contract/signature';
import { errorOf, fieldsOf, messageOf } from '../../../src/lab/models/request-form';
import { parseVerbatim } from '../../../src/lab/models/verbatim-json';

const column = (name: string | undefined, type: string, required = true): ColumnSpec => ({
  kind: 'column',
  name,
  type,
  required,
  spec: {}
});
const INPUTS = [
  column('age', 'long'),
  column('income', 'double'),
  column('plan', 'string', false),
  column('tags', 'array')
];
const EXAMPLE = { data: { names: ['income', 'age', 'plan', 'tags'], ndarray: [[1.5, 41, null, ['a']]] } };

it('fills the fields with the example, by name and not by place', () => {
  const fields = fieldsOf(INPUTS, EXAMPLE)!;

  expect(fields.map(({ initial }) => initial)).toEqual(['41', '1.5', '', '["a"]']);
});

it('fills columns without names by their place', () => {
  const fields = fieldsOf([column(undefined, 'double'), column(undefined, 'double')], { data: { ndarray: [[1, 2]] } })!;

  expect(fields.map(({ name, initial }) => [name, initial])).toEqual([
    ['0', '1'],
    ['1', '2']
  ]);
});

it('has no form for models that take arrays', () => {
  expect(fieldsOf([{ kind: 'tensor', dtype: 'float64', shape: [-1, 3] }])).toBeUndefined();
});

it('has no form without a signature', () => {
  expect(fieldsOf(undefined, EXAMPLE)).toBeUndefined();
});

it('writes the message with names, and null for an optional column that was left empty', () => {
  const fields = fieldsOf(INPUTS, EXAMPLE)!;

  expect(JSON.parse(messageOf(fields, { plan: '' }))).toEqual({
    data: { names: ['age', 'income', 'plan', 'tags'], ndarray: [[41, 1.5, null, ['a']]] }
  });
});

it('keeps every digit of a whole number beyond 2^53', () => {
  const fields = fieldsOf([column('id', 'long')])!;

  expect(messageOf(fields, { id: '9007199254740993' })).toContain('[9007199254740993]');
});

it('sends a whole number for a double with a point, so that its column stays one of doubles', () => {
  const fields = fieldsOf([column('x', 'double')])!;

  expect(messageOf(fields, { x: '3' })).toContain('[[3.0]]');
});

it('keeps markup and quotes in a text as they are', () => {
  const fields = fieldsOf([column('note', 'string')])!;
  const text = '<b>"x"</b>\\n';

  expect(JSON.parse(messageOf(fields, { note: text })).data.ndarray[0][0]).toBe(text);
});

it.each([
  ['long', '', 'missing'],
  ['long', '1.5', 'not-whole'],
  ['double', 'abc', 'not-a-number'],
  ['double', '-1e-3', undefined],
  ['double', '1e', 'not-a-number'],
  ['array', '[1, 2', 'not-json'],
  ['array', '[1, 2]', undefined],
  ['string', '', undefined]
])('judges a %s of %p as %p', (type, text, error) => {
  const [field] = fieldsOf([column('x', type)])!;

  expect(errorOf(field!, text)).toBe(error);
});

it('begins with the numbers of the example as they were written', () => {
  const example = parseVerbatim('{"data": {"names": ["age", "income"], "ndarray": [[41, 52000.0]]}}');
  const fields = fieldsOf(
    [
      { kind: 'column', name: 'age', type: 'long', required: true, spec: {} },
      { kind: 'column', name: 'income', type: 'double', required: true, spec: {} }
    ],
    example
  );

  expect(fields?.map(({ initial }) => initial)).toEqual(['41', '52000.0']);
});
