import { uvProblem } from '../../../src/tools/python/uv-problems';

/** Texts as uv 0.13.9 wrote them. */
const CASES: [sentence: string, text: string, code: string, said: string][] = [
  [
    'a package that no index knows is missing',
    'error: No solution found when resolving dependencies\n  cause: Because no-such-package was not found in the package registry and you require no-such-package, we can conclude that your requirements are unsatisfiable.',
    'requirement-missing',
    'no-such-package'
  ],
  [
    'a version that was never published is missing',
    'error: No solution found when resolving dependencies\n  cause: Because there is no version of uvicorn==99.1 and you require uvicorn==99.1, we can conclude that your requirements are unsatisfiable.',
    'requirement-missing',
    'uvicorn==99.1'
  ],
  [
    'a package for other Python versions is a conflict',
    'error: No solution found when resolving dependencies\n  cause: Because the current Python version (3.9.18) does not satisfy Python>=3.11 and numpy==2.4.0 depends on Python>=3.11, we can conclude that numpy==2.4.0 cannot be used.',
    'requirement-conflict',
    '3.9.18'
  ],
  [
    'versions that exclude each other are a conflict',
    'error: No solution found when resolving dependencies\n  cause: Because uvicorn==0.30.0 depends on click>=7.0 and you require click==6.0, we can conclude that your requirements and uvicorn==0.30.0 are incompatible.\n And because you require uvicorn==0.30.0, we can conclude that your requirements are unsatisfiable.',
    'requirement-conflict',
    'contradict'
  ],
  [
    'packages that are not in the cache of a machine without network are unreachable',
    'error: No solution found when resolving dependencies\n  cause: Because markdown was not found in the cache and you require markdown, we can conclude that your requirements are unsatisfiable.\n\nhint: Packages were unavailable because the network was disabled. When the network is disabled, registry packages may only be read from the cache.',
    'index-unreachable',
    'not on this machine'
  ],
  [
    'an index that refuses the connection is unreachable',
    'error: Failed to fetch: http://127.0.0.1:9/simple/markdown/\n  cause: error sending request for url (http://127.0.0.1:9/simple/markdown/)\n  cause: client error (Connect)\n  cause: tcp connect error\n  cause: Connection refused (os error 111)',
    'index-unreachable',
    'cannot be reached'
  ],
  [
    'an index whose name is not known is unreachable',
    'error: Failed to fetch: http://nosuchhost.invalid/simple/markdown/\n  cause: error sending request\n  cause: client error (Connect)\n  cause: dns error\n  cause: failed to lookup address information: Name or service not known',
    'index-unreachable',
    'cannot be reached'
  ],
  [
    'a package that wants a compiler is said so',
    "error: Failed to build `needscc @ file:///x/pkg`\n  cause: The build backend returned an error\n  cause: Call to `setuptools.build_meta:__legacy__.build_wheel` failed (exit status: 1)\n\n[stderr]\nerror: [Errno 2] No such file or directory: 'gcc'",
    'requirement-needs-compiler',
    'needscc'
  ],
  [
    'a compiler that fails is said so',
    "error: Failed to build `pkg==1.0`\n  cause: The build backend returned an error\n[stderr]\nerror: command '/usr/bin/gcc' failed with exit code 1",
    'requirement-needs-compiler',
    'pkg'
  ],
  [
    'a package whose own build program fails is said so',
    'error: Failed to build `odd==1.0`\n  cause: The build backend returned an error\nKeyError: version',
    'build-failed',
    'odd==1.0'
  ],
  [
    'a file that is not there is missing',
    'error: Distribution not found at: file:///tmp/uvx/nothere',
    'requirement-missing',
    'nothere'
  ],
  [
    'a line that cannot be read is a conflict',
    "error: Couldn't parse requirement in `-` at position 0\n  cause: Expected one of `@`, `(`, found `d`",
    'requirement-conflict',
    'cannot be read'
  ],
  [
    'a full disk is said so',
    'error: Failed to install: x-1.0-py3-none-any.whl\n  cause: failed to copy file\n  cause: No space left on device (os error 28)',
    'disk-full',
    'no room'
  ],
  [
    'a folder that may not be written is said so',
    'error: Failed to initialize cache at `/cache/uv`\n  cause: failed to create directory `/cache/uv`: Permission denied (os error 13)',
    'not-writable',
    'cannot be written'
  ],
  ['anything else is a failed build with what uv said', 'error: Something new', 'build-failed', 'Something new']
];

test.each(CASES)('%s', (_, text, code, said) => {
  const { problem } = uvProblem(text);

  expect(problem.code).toBe(code);
  expect(`${problem.message} ${problem.reason}`).toContain(said);
});

test('no password of an index is in any text', () => {
  const { problem } = uvProblem(
    'error: Failed to fetch: http://me:hunter22@index/simple/x/\n cause: client error (Connect)'
  );

  expect(JSON.stringify(problem)).not.toContain('hunter22');
});

test('what it says of empty files of ours is not passed on', () => {
  const warning = 'warning: Requirements file `/opt/builder/server.txt` does not contain any dependencies';
  expect(uvProblem(`${warning}\n${CASES[0]![1]}`).problem.detail).toBe(CASES[0]![1]);
});
