import { rewriteRequirements } from '../../../src/pipeline/requirements';
import { COMPLETE, rewritten, subject } from './subject';

it.each([
  ['-r more.txt', '-r model/more.txt'],
  ['--constraint=./constraints.txt', '-c model/constraints.txt'],
  ['-f wheels', '--find-links ./model/wheels'],
  ['--find-links=file:wheels', '--find-links ./model/wheels']
])('finds what %s names in the folder of the model', (line, expected) => {
  const files = ['more.txt', 'constraints.txt', 'wheels/mine-1.0-py3-none-any.whl'];

  expect(rewritten([line], { files }).lines).toEqual([expected]);
});

it.each([
  '-r more.txt',
  '-c /etc/constraints.txt',
  '-r ../more.txt',
  '-f wheels',
  '-f /opt/wheels',
  '-f file:///opt/wheels'
])('drops %s, which was not logged, and says so', line => {
  expect(rewritten([line])).toMatchObject({ lines: [], changes: [{ from: line }] });
});

it('warns of packages in a file that was not logged', () => {
  expect(rewritten(['-r more.txt']).problems).toMatchObject([{ code: 'requirement-local', severity: 'warning' }]);
  expect(rewritten(['-c more.txt']).problems).toEqual([]);
});

it.each([
  '-i https://host/simple',
  '--extra-index-url https://host/simple',
  '--find-links https://host/wheels.html',
  '--pre',
  '--only-binary :all:',
  '--trusted-host host'
])('keeps %s', line => {
  expect(rewritten([line])).toMatchObject({ lines: [line], changes: [] });
});

it.each([
  ['--no-build-isolation', []],
  ['--process-dependency-links', []],
  ['six==1.16.0 --global-option="x" --config-settings=a=b', ['six==1.16.0']]
])('drops from %s what uv would stop at', (line, expected) => {
  expect(rewritten([line])).toMatchObject({ lines: expected, changes: [{ from: line }] });
});

it('leaves to uv what it does not understand', () => {
  expect(rewritten(['numpy=1.2'])).toMatchObject({ lines: ['numpy=1.2'], changes: [], problems: [] });
});

it('says twice-named packages once, and keeps those for different systems', () => {
  const { lines, changes } = rewritten([
    'six==1.16.0',
    'SIX == 1.16.0',
    'idna==3.4 ; os_name == "nt"',
    'idna==3.10 ; os_name != "nt"',
    '# six again'
  ]);

  expect(lines).toEqual(['six==1.16.0', 'idna==3.4 ; os_name == "nt"', 'idna==3.10 ; os_name != "nt"']);
  expect(changes).toEqual([{ from: 'SIX == 1.16.0', reason: expect.any(String) }]);
});

describe('hashes', () => {
  const hashed = COMPLETE.map(line => `${line} --hash=sha256:${'0'.repeat(64)}`);

  it('stay when no line was changed', () => {
    const lines = ['--require-hashes', ...hashed];

    expect(rewriteRequirements({ lines }, subject())).toEqual({ requirements: lines, changes: [], problems: [] });
  });

  it('go from all lines when one line was changed, and it is said', () => {
    const lines = [
      '--require-hashes',
      'six==1.16.0 --hash=sha256:ab \\',
      '  --hash=sha256:cd',
      'mlflow==3.1.4',
      ...hashed
    ];
    const { requirements, changes } = rewriteRequirements({ lines }, subject());

    expect(requirements).toEqual(['six==1.16.0', ...COMPLETE]);
    expect(changes.map(change => change.from)).toEqual(expect.arrayContaining(['mlflow==3.1.4', '--hash=…']));
    expect(JSON.stringify(changes)).not.toContain('sha256');
  });
});

describe('constraints', () => {
  const files = ['constraints.txt'];
  const lines = [...COMPLETE, '-c constraints.txt', 'torch'];

  it("stay in the model's own file when they can", () => {
    const result = rewriteRequirements({ lines, constraints: ['torch==2.5.1'] }, subject({ files }));

    expect(result.requirements).toContain('-c model/constraints.txt');
    expect(result.constraints).toBeUndefined();
  });

  it('are written anew when a requirement could not meet them', () => {
    const constraints = ['# pinned', 'torch==2.5.1+cu121', 'mlflow==3.1.4', 'six==1.16.0'];
    const result = rewriteRequirements({ lines, constraints }, subject({ files }));

    expect(result.requirements).toContain('-c constraints.txt');
    expect(result.constraints).toEqual(['torch==2.5.1', 'mlflow-skinny==3.1.4', 'six==1.16.0']);
    expect(result.changes).toContainEqual({
      from: 'torch==2.5.1+cu121',
      to: 'torch==2.5.1',
      reason: expect.stringContaining('constraints.txt')
    });
  });

  it('are of no interest when no line refers to them', () => {
    const result = rewriteRequirements({ lines: COMPLETE, constraints: ['torch==2.5.1+cu121'] }, subject({ files }));

    expect(result).toEqual({ requirements: COMPLETE, changes: [], problems: [] });
  });
});
