import { logicalLines } from '../../../src/pipeline/requirements/logical-lines';
import { parseLine } from '../../../src/pipeline/requirements/parse-line';

it.each([
  ['Scikit_Learn==1.7.2', { name: 'scikit-learn', specifier: '==1.7.2', marker: '', extras: [] }],
  ['mlflow<4,>=3.1', { name: 'mlflow', specifier: '<4,>=3.1' }],
  ['numpy (>=1.20,<2)', { name: 'numpy', specifier: '(>=1.20,<2)' }],
  ['uvicorn[standard, extra] ~= 0.30', { name: 'uvicorn', extras: ['standard', 'extra'], specifier: '~= 0.30' }],
  ['pandas==2.* ; python_version < "3.12"', { name: 'pandas', specifier: '==2.*', marker: 'python_version < "3.12"' }],
  ['pandas;python_version<"3.12"', { name: 'pandas', specifier: '', marker: 'python_version<"3.12"' }],
  ['six==1.16.0 --hash=sha256:aa --hash=sha256:bb', { name: 'six', hashes: ['--hash=sha256:aa', '--hash=sha256:bb'] }],
  ['six==1.16.0 --config-settings="a=b"', { name: 'six', buildOptions: ['--config-settings="a=b"'] }]
])('reads %s as a package', (text, expected) => {
  expect(parseLine(text)).toMatchObject({ kind: 'package', text, ...expected });
});

it.each([
  ['mine @ https://host/mine-1.0.zip#sha256=ab ; os_name == "nt"', 'mine', 'https://host/mine-1.0.zip#sha256=ab'],
  ['mine @ https://host/a;b/mine.zip ; os_name == "nt"', 'mine', 'https://host/a;b/mine.zip'],
  ['mine[fast]@git+https://host/me/mine.git@v1', 'mine', 'git+https://host/me/mine.git@v1'],
  [
    'git+https://host/me/mine.git@ab12#egg=Mine&subdirectory=py',
    'mine',
    'git+https://host/me/mine.git@ab12#egg=Mine&subdirectory=py'
  ],
  ['./wheels/my_pkg-1.0-py3-none-any.whl', 'my-pkg', './wheels/my_pkg-1.0-py3-none-any.whl'],
  ['my_pkg-1.0.tar.gz', 'my-pkg', 'my_pkg-1.0.tar.gz'],
  ['./pkg[extra]', undefined, './pkg'],
  ['C:\\work\\pkg', undefined, 'C:\\work\\pkg'],
  ['~/pkg', undefined, '~/pkg'],
  ['.', undefined, '.']
])('reads %s as a package at a place', (text, name, target) => {
  expect(parseLine(text)).toMatchObject({ kind: 'reference', name, target, editable: false });
});

it.each(['-e .', '-e.', '--editable .', '--editable=.'])('reads %s as an editable package', text => {
  expect(parseLine(text)).toMatchObject({ kind: 'reference', target: '.', editable: true });
});

it.each([
  ['-r other.txt', '-r', 'other.txt'],
  ['-rother.txt', '-r', 'other.txt'],
  ['--requirement=other.txt', '-r', 'other.txt'],
  ['-c "my constraints.txt"', '-c', 'my constraints.txt'],
  ['--constraint c.txt', '-c', 'c.txt']
])('reads %s as another file', (text, option, path) => {
  expect(parseLine(text)).toEqual({ kind: 'nested', text, option, path });
});

it.each([
  ['-i https://host/simple', '--index-url', 'https://host/simple'],
  ['--extra-index-url=https://host/simple', '--extra-index-url', 'https://host/simple'],
  ['-f ./wheels', '--find-links', './wheels'],
  ['--pre', '--pre', '']
])('reads %s as an option', (text, name, value) => {
  expect(parseLine(text)).toEqual({ kind: 'option', text, name, value });
});

it.each(['numpy=1.2', '- pandas', 'a b', '', '==1.0', '[x]'])('leaves %j alone', text => {
  expect(parseLine(text)).toEqual(
    text.startsWith('-') ? expect.objectContaining({ kind: 'option' }) : { kind: 'unknown', text }
  );
});

it('reads a hostile line at once', () => {
  const before = process.cpuUsage();

  expect(parseLine(`x${'==1'.repeat(20_000)}(`).kind).toBe('unknown');
  expect(parseLine(`${'a-'.repeat(20_000)}(`).kind).toBe('unknown');
  // Of its own time in µs, some thousands: a clock also counts while others have the processor.
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});

it('joins continued lines, and drops comments and blank lines', () => {
  const text =
    '\uFEFFa==1 # why\r\n\n  # all of it\nb \\\n  ==2\nc @ https://host/c.zip#sha256=1\nd \\\n# end of d\ne\\\n#end of e\nf \\';

  expect(logicalLines(text.split('\n'))).toEqual(['a==1', 'b   ==2', 'c @ https://host/c.zip#sha256=1', 'd', 'e', 'f']);
});
