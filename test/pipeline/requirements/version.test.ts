import {
  hasUpperBound,
  isBefore,
  newestUpTo,
  pinnedVersion,
  versionOf
} from '../../../src/pipeline/requirements/version';

it.each([
  ['2.9.2', '2.16', true],
  ['2.16', '2.16.0', false],
  ['2.16.0.dev0', '2.16', false],
  ['10.0', '9.9', false],
  ['1.30.1', '1.30', false],
  ['1!1.0', '2.0', true]
])('says whether %s comes before %s', (version, other, expected) => {
  expect(isBefore(version, other)).toBe(expected);
});

it.each(['1.2.3', '1.0rc1', '2.0.post1', '3.6.1.dev0', '2.5.1+cu121', 'v1.0', '0.0.post12'])(
  'takes %s for a version',
  text => {
    expect(versionOf(text)).toBe(text);
  }
);

it.each(['', '1.*', '1.0 ', '1.0;x', '1.0\n', '1.0,<2', 'main', '1'.repeat(70), 1.0, undefined])(
  'does not take %j for one',
  text => {
    expect(versionOf(text)).toBeUndefined();
  }
);

it.each([
  ['==1.2', '1.2'],
  ['=== 1.2', '1.2'],
  ['(==1.2)', '1.2'],
  ['==1.*', undefined],
  ['==1.2,!=1.3', undefined],
  ['>=1.2', undefined]
])('reads the pin of %s', (specifier, expected) => {
  expect(pinnedVersion(specifier)).toBe(expected);
});

it.each([
  ['', false],
  ['>=1', false],
  ['!=2.3.0', false],
  ['>=1,<2', true],
  ['<=2', true],
  ['~=1.4', true],
  ['==1.*', true],
  ['(>=1,<2)', true]
])('says whether %j keeps later releases out', (specifier, expected) => {
  expect(hasUpperBound(specifier)).toBe(expected);
});

it('names the newest release of a minor series that is not above a version', () => {
  expect(newestUpTo('1.20.2')).toBe('>=1.20.0,<=1.20.2');
});
