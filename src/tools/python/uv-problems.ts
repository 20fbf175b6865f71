import { ProblemError, type ProblemCode } from '../../contract/problem';
import { redact } from '../redact';

/** A known failure of uv: how its text looks and what to tell a person. The first group names what it is about. */
interface UvFailure {
  pattern: RegExp;
  code: ProblemCode;
  message: (subject: string) => string;
  reason: (subject: string) => string;
  suggestion: string;
}

const OFFLINE = 'Connect to the package index, or name one that can be reached in UV_DEFAULT_INDEX.';
const FIX = "Correct the line in the model's requirements.txt: log the model again, or wrap it and edit the file.";

/** The texts of uv 0.9 to 0.13; the first that fits is taken, so the more telling ones come first. */
export const UV_FAILURES: readonly UvFailure[] = [
  {
    pattern: /No space left on device|os error 28\b|Disk quota exceeded/,
    code: 'disk-full',
    message: () => 'There is no room left for the Python environment.',
    reason: () => 'The disk is full.',
    suggestion: 'Free some space, or point DEPLOY_MODEL_HOME and UV_CACHE_DIR to another disk.'
  },
  {
    pattern:
      /(?:failed to (?:create|open|write|copy|rename)|cache)[^\n]*[\s\S]{0,300}?(?:Permission denied|Read-only file system)/i,
    code: 'not-writable',
    message: () => 'The Python environment cannot be written.',
    reason: () => 'This user may not write to the folder of the environments or to that of uv.',
    suggestion: 'Point DEPLOY_MODEL_HOME and UV_CACHE_DIR to folders that you can write.'
  },
  {
    pattern: /network was disabled|Network connectivity is disabled/i,
    code: 'index-unreachable',
    message: () => 'The packages that the model needs are not on this machine.',
    reason: () => 'They were never fetched before, and the network is switched off for uv.',
    suggestion: OFFLINE
  },
  {
    pattern: /\b(?:401|403) (?:Unauthorized|Forbidden)|Missing credentials for|invalid credentials/i,
    code: 'index-unreachable',
    message: () => 'The package index refuses to answer.',
    reason: () => 'It wants a user name and a password, or does not accept those it was given.',
    suggestion: 'Put valid credentials for the index into UV_INDEX_<NAME>_USERNAME and _PASSWORD, or into ~/.netrc.'
  },
  {
    pattern:
      /(?:Failed to fetch|error sending request|Could not connect)[\s\S]*?(?:Connect|dns error|timed out|timeout|certificate|refused|unreachable)/i,
    code: 'index-unreachable',
    message: () => 'The package index cannot be reached.',
    reason: () => 'It does not answer at the address that is set, or a proxy or certificate is in the way.',
    suggestion: OFFLINE
  },
  {
    pattern:
      /(?:(?:Failed|failed) to (?:build|download and build)) `?([^\s`@]+)[\s\S]*?(?:No such file or directory: '[^'\n]*(?:cc|gcc|g\+\+|clang|c\+\+|gfortran|rustc|cargo|cmake|nvcc)[^'\n]*'|command '[^'\n]*(?:gcc|cc|g\+\+|clang|c\+\+)[^'\n]*' failed|Unknown compiler|[Cc]an't find Rust compiler|CMake must be installed|no acceptable C compiler|Python\.h: No such file)/,
    code: 'requirement-needs-compiler',
    message: subject => `${subject} has to be compiled here, and that failed.`,
    reason: subject =>
      `There is no ready-made package of ${subject} for this Python version and machine, and the compiler or a header that it wants is not here.`,
    suggestion:
      'Use a version of it that has a wheel for this Python, or install a compiler (on Debian and Ubuntu: `apt-get install build-essential`).'
  },
  {
    pattern: /(?:Failed|failed) to (?:build|download and build) `?([^\s`@]+)/,
    code: 'build-failed',
    message: subject => `${subject} could not be built.`,
    reason: () => 'Its own build program failed; the text below says why.',
    suggestion: 'Use a version of it that has a wheel for this Python version, or log the model without it.'
  },
  {
    pattern: /current Python version \(([\d.]+)\) does not satisfy/,
    code: 'requirement-conflict',
    message: subject => `A requirement of the model does not support Python ${subject}.`,
    reason: () => 'The versions that it names were made for other versions of Python.',
    suggestion:
      'Log the model with the Python version that it is to run with, or relax the version in requirements.txt.'
  },
  {
    pattern: /[Bb]ecause (?:there (?:is|are) no versions? of )?(\S+?)(?:==\S+)? (?:was|were) not found in/,
    code: 'requirement-missing',
    message: subject => `The package ${subject} does not exist.`,
    reason: () => 'No package index that is set knows it.',
    suggestion: FIX
  },
  {
    pattern: /[Bb]ecause there (?:is|are) no versions? of (\S+?)(?:,| and)/,
    code: 'requirement-missing',
    message: subject => `The package index has no ${subject}.`,
    reason: () => 'That version was never published, was withdrawn, or is on another index.',
    suggestion: FIX
  },
  {
    pattern:
      /(?:no (?:matching|compatible) |has no )wheels?|no wheels with a matching|doesn't have a (?:source distribution|wheel)/i,
    code: 'requirement-missing',
    message: () => 'A package that the model needs is not there for this machine.',
    reason: () => 'It was published for other systems or Python versions only.',
    suggestion: FIX
  },
  {
    pattern: /Distribution not found at: (?:file:\/\/)?(\S+)|(?:File|file) not found: `?([^\s`]+)/,
    code: 'requirement-missing',
    message: () => 'A file that the requirements name is not there.',
    reason: subject => `There is no ${subject.split('/').at(-1)}.`,
    suggestion: 'Log the model with the file among its artifacts, or take the line out of requirements.txt.'
  },
  {
    pattern: /requirements are unsatisfiable|No solution found|Conflicting|conflicting URLs/i,
    code: 'requirement-conflict',
    message: () => "The model's requirements contradict each other.",
    reason: () => 'No set of versions satisfies all of them; the text below says which ones clash.',
    suggestion: 'Relax or remove one of the versions in requirements.txt.'
  },
  {
    pattern: /Couldn't parse requirement|Unexpected|Unsupported requirement|Invalid (?:URL|requirement)/,
    code: 'requirement-conflict',
    message: () => "A line of the model's requirements cannot be read.",
    reason: () => 'It is not written as packages are named; the text below shows where.',
    suggestion: FIX
  }
];

/** What it says of a file of ours that may be empty. */
const EMPTY_FILES = /^warning: Requirements file `[^`]*` does not contain any dependencies\n?/gm;

/** uv's failure as a Problem. `text` is what it wrote; no address in it keeps its password. */
export function uvProblem(text: string): ProblemError {
  const detail = redact(text.replace(EMPTY_FILES, '').trim());
  for (const { pattern, code, message, reason, suggestion } of UV_FAILURES) {
    const match = detail.match(pattern);
    if (match) {
      const subject = match[1] ?? match[2] ?? 'it';
      return new ProblemError({ code, message: message(subject), reason: reason(subject), suggestion, detail });
    }
  }
  return new ProblemError({
    code: 'build-failed',
    message: 'The Python environment could not be made.',
    reason: detail.split('\n').find(line => /^error/i.test(line)) ?? 'uv failed without saying why.',
    suggestion: 'Look at the text below; correct the requirements and resume the run.',
    detail
  });
}
