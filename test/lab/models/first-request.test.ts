import type { Signature } from '../../../src/contract/signature';
import { firstRequest } from '../../../src/lab/models/first-request';

type Inputs = Signature['inputs'];

const made = (inputs: Inputs) => {
  const { text, from } = firstRequest({ signature: { inputs } });
  return { from, message: JSON.parse(text) as unknown };
};
const column = (name: string, type: string, required = true) =>
  ({ kind: 'column', name, type, required, spec: {} }) as const;
const tensor = (dtype: string, shape: number[]) => ({ kind: 'tensor', dtype, shape }) as const;

it('takes the example as it was written', () => {
  const example = '{"data": {"ndarray": [[9007199254740993]]}}';

  expect(firstRequest({ example, signature: { inputs: [column('id', 'long')] } })).toEqual({
    text: example,
    from: 'example'
  });
});

it('begins with the list of messages that a combiner takes', () => {
  expect(firstRequest({ type: 'COMBINER' })).toEqual({
    text: '[{"data": {"ndarray": [[]]}}, {"data": {"ndarray": [[]]}}]',
    from: 'nothing'
  });
});

it('makes up a row with a value of each column’s type, and null where none is needed', () => {
  const inputs = [
    column('age', 'long'),
    column('plan', 'string'),
    column('active', 'boolean'),
    column('since', 'datetime'),
    column('tags', 'array'),
    column('more', 'object'),
    column('photo', 'binary'),
    column('note', 'string', false)
  ];

  expect(made(inputs)).toEqual({
    from: 'signature',
    message: {
      data: {
        names: ['age', 'plan', 'active', 'since', 'tags', 'more', 'photo', 'note'],
        ndarray: [[1, '', false, '2000-01-01T00:00:00', [], {}, '', null]]
      }
    }
  });
});

it('makes up an array of the right shape, where a free size is one', () => {
  expect(made([tensor('str', [-1, 2])])).toEqual({ from: 'signature', message: { data: { ndarray: [['', '']] } } });
  expect(made([tensor('float32', [-1, 2])]).message).toEqual({ data: { ndarray: [[0.5, 0.5]] } });
});

it.each<[string, Inputs]>([
  ['no signature', undefined],
  ['an array of a million values', [tensor('float32', [-1, 1000, 1000])]],
  ['several arrays', [tensor('float32', [-1]), tensor('float32', [-1])]]
])('leaves the row empty for %s, and says that nothing is known', (_, inputs) => {
  expect(made(inputs)).toEqual({ from: 'nothing', message: { data: { ndarray: [[]] } } });
});
