import { CUSTOM, rewritten } from './subject';

const WHEEL = 'mine-1.0-py3-none-any.whl';

it.each([
  [`./wheels/${WHEEL}`, `./model/wheels/${WHEEL}`],
  [`wheels/${WHEEL} ; python_version > "3.8"`, `./model/wheels/${WHEEL} ; python_version > "3.8"`],
  [`.\\wheels\\${WHEEL}`, `./model/wheels/${WHEEL}`],
  [`mine[fast] @ file:wheels/${WHEEL}`, `./model/wheels/${WHEEL}[fast]`],
  [`mine @ file:///home/ann/dist/${WHEEL}`, `./model/wheels/${WHEEL}`],
  [`C:\\Users\\ann\\dist\\${WHEEL}`, `./model/wheels/${WHEEL}`],
  ['./code/project', './model/code/project'],
  ['-e ./code/project[fast]', './model/code/project[fast]']
])('finds %s among the files of the model', (line, expected) => {
  const files = [`wheels/${WHEEL}`, 'code/project/pyproject.toml', 'code/project/mine.py'];

  expect(rewritten([line], { files })).toMatchObject({ lines: [expected], problems: [] });
});

it.each([
  ['-e .', ['code/churn/__init__.py']],
  ['-e /home/ann/churn-model', ['code/churn_model/__init__.py']],
  ['churn @ file:///home/ann/churn', ['code/churn.py']],
  ['-e file:///home/ann/repo#egg=churn', ['code/churn/features.py']]
])('drops %s when its code was logged with the model', (line, files) => {
  const { lines, changes, problems } = rewritten([line], { files, description: CUSTOM });

  expect(lines).toEqual([]);
  expect(problems).toEqual([]);
  expect(changes).toEqual([{ from: line, reason: expect.stringContaining('code/') }]);
});

it.each([
  '-e .',
  '-e /home/ann/churn',
  'churn @ file:///home/ann/churn',
  '../churn',
  'code/../../churn',
  '~/churn',
  'C:\\Users\\ann\\churn',
  `/opt/dist/${WHEEL}`,
  'file:///opt/dist/churn-1.0.tar.gz',
  `./wheels/${WHEEL}`
])('calls %s a problem when nothing of it was logged', line => {
  const { lines, problems } = rewritten([line], {
    files: ['MLmodel', 'code/other/__init__.py'].slice(0, line === '-e .' ? 1 : 2)
  });

  expect(lines).toEqual([]);
  expect(problems).toEqual([expect.objectContaining({ code: 'requirement-local', severity: 'error' })]);
  expect(problems[0]!.message).toContain(line);
});

it('takes from the index what conda installed as a wheel', () => {
  const place = 'file:///croot/tomli_1657175507142/work/tomli-2.0.1-cp311-cp311-linux_x86_64.whl#sha256=aa';

  expect(rewritten([`tomli @ ${place}`])).toMatchObject({ lines: ['tomli==2.0.1'], problems: [] });
});

it.each([
  ['certifi @ file:///croot/certifi_1707229174982/work/certifi', 'certifi'],
  ['idna @ file:///tmp/build/80754af9/idna_1637925883363/work ; os_name == "posix"', 'idna ; os_name == "posix"'],
  ['attrs @ file:///home/conda/feedstock_root/build_artifacts/attrs_1700/work', 'attrs']
])('takes from the index, with a warning, what conda installed without naming a version: %s', (line, expected) => {
  expect(rewritten([line])).toMatchObject({ lines: [expected], problems: [{ severity: 'warning' }] });
});

it("takes no package from the index for one in somebody's folder", () => {
  expect(rewritten(['churn @ file:///home/ann/churn'])).toMatchObject({ lines: [], problems: [{ severity: 'error' }] });
});

it.each([
  ['-e git+https://host/me/churn.git@ab12#egg=churn', 'churn @ git+https://host/me/churn.git@ab12'],
  [
    '-e git+https://host/me/churn.git@ab12#egg=churn&subdirectory=py',
    'churn @ git+https://host/me/churn.git@ab12#subdirectory=py'
  ],
  ['-e git+https://host/me/churn.git', 'git+https://host/me/churn.git']
])('installs %s as it is', (line, expected) => {
  expect(rewritten([line])).toMatchObject({ lines: [expected], problems: [] });
});

it.each([
  'churn @ git+https://host/me/churn.git@v1',
  'git+https://host/me/churn.git@v1#egg=churn',
  'churn @ https://host/churn-1.0.tar.gz#sha256=aa ; os_name == "posix"',
  'https://host/churn-1.0-py3-none-any.whl'
])('keeps %s', line => {
  expect(rewritten([line])).toMatchObject({ lines: [line], changes: [], problems: [] });
});

it('warns of a repository that takes a key', () => {
  const { lines, problems } = rewritten(['churn @ git+ssh://git@host/me/churn.git']);

  expect(lines).toEqual(['churn @ git+ssh://git@host/me/churn.git']);
  expect(problems).toEqual([expect.objectContaining({ code: 'requirement-local', severity: 'warning' })]);
});

it('warns of a build that was made on some machine, unless its index is named', () => {
  const line = 'churn==1.0+g12ab.dirty';

  expect(rewritten([line])).toMatchObject({ lines: [line], problems: [{ severity: 'warning' }] });
  expect(rewritten(['-i https://host/simple', line]).problems).toEqual([]);
});

it('shows no password in a problem or a change', () => {
  const { requirements, changes, problems } = rewritten([
    '-e git+https://ann:s3cret@host/me/churn.git#egg=churn',
    '-e git+ssh://ann:s3cret@host/me/other.git#egg=other',
    '--extra-index-url https://ann:s3cret@host/simple',
    '-c https://ann:s3cret@host/constraints.txt'
  ]);

  expect(JSON.stringify({ changes, problems })).not.toContain('s3cret');
  expect(requirements.join('\n').split('s3cret')).toHaveLength(5);
});
