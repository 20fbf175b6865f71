import { Problem, type ProblemCode } from '../contract/problem';

/** A known failure: how its raw text looks, and what to tell a person. */
interface Hint {
  pattern: RegExp;
  code: ProblemCode;
  reason: (match: RegExpMatchArray) => string;
  suggestion: string;
}

/** Known failures of models while they load and answer; the first that fits is taken. */
const HINTS: Hint[] = [
  {
    pattern: /libgomp\.so\.1: cannot open shared object/,
    code: 'model-load-failed',
    reason: () => 'The library libgomp is not installed on this machine; LightGBM and XGBoost need it.',
    suggestion: 'Install it, on Debian and Ubuntu by `apt-get install libgomp1`.'
  },
  {
    pattern: /lib(cuda|cudart|cublas|cudnn)[\w.]*: cannot open shared object/,
    code: 'model-load-failed',
    reason: () => 'The model wants a GPU library that is not here.',
    suggestion: 'Load it on the CPU, or give it a GPU where one and its driver are; a container gets it by --gpus all.'
  },
  {
    pattern: /No module named '([\w.]+)'/,
    code: 'model-load-failed',
    reason: match => `The package or module ${match[1]} is not in the model's requirements or code.`,
    suggestion:
      'Log the model again with `code_paths` or `extra_pip_requirements`, or wrap it and add the line to requirements.txt.'
  },
  {
    pattern: /Can't get attribute '([\w.]+)' on <module '__main__'/,
    code: 'model-load-failed',
    reason: match => `The model was pickled with ${match[1]} defined in a notebook or script, which is not part of it.`,
    suggestion: 'Move the class to a module and log the model with `code_paths`, or log it from code.'
  },
  {
    pattern: /(numpy\.core\.multiarray failed to import|numpy\.dtype size changed|No module named 'numpy\._core)/,
    code: 'model-load-failed',
    reason: () => 'A package was built for another major version of numpy than the one installed.',
    suggestion: "Pin numpy in the model's requirements to the version it was trained with."
  },
  {
    pattern: /(code expected at most \d+ arguments|unsupported pickle protocol|bad marshal data|unknown opcode)/,
    code: 'model-load-failed',
    reason: () => 'The model was pickled under another version of Python.',
    suggestion: 'Deploy it with the Python version that logged it, or log it again.'
  },
  {
    pattern: /(MemoryError|Cannot allocate memory|std::bad_alloc)/,
    code: 'model-out-of-memory',
    reason: () => 'There is not enough memory for the model.',
    suggestion: 'Raise the limit with --memory, or deploy it where there is more.'
  },
  {
    pattern: /No space left on device/,
    code: 'disk-full',
    reason: () => 'The disk is full.',
    suggestion: 'Free some space and resume the run.'
  }
];

/** A Problem with the cause that its raw text gives away; the same Problem when nothing is recognised. */
export function explain(problem: Problem): Problem {
  const text = `${problem.reason}\n${problem.detail ?? ''}`;
  for (const { pattern, code, reason, suggestion } of HINTS) {
    const match = text.match(pattern);
    if (match && EXPLAINED.has(problem.code)) {
      return { ...problem, code, reason: reason(match), suggestion, detail: problem.detail ?? problem.reason };
    }
  }
  return problem;
}

/** Only raw failures are looked into; a Problem that names its cause already is left alone. */
const EXPLAINED: ReadonlySet<ProblemCode> = new Set([
  'model-load-failed',
  'model-crashed',
  'model-predict-failed',
  'model-start-timeout',
  'build-failed',
  'unexpected'
]);
