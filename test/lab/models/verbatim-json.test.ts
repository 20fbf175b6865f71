import { parseVerbatim, textOfPart } from '../../../src/lab/models/verbatim-json';

const textIn = (json: string) => textOfPart((parseVerbatim(json) as { value: unknown }).value);

it.each(['2.0', '9007199254740993', '1e3', '0.1', '-0.0', '7'])('keeps the number %s as it was written', number => {
  expect(textIn(`{"value": ${number}}`)).toBe(number);
});

it('keeps them in arrays and objects, too', () => {
  expect(textIn('{"value": [1.0, {"a": 2.50}, null]}')).toBe('[1.0, {"a": 2.50}, null]');
});

it('gives text without its quotes', () => {
  expect(textIn('{"value": "2.0"}')).toBe('2.0');
});
