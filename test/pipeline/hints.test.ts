import { Problem, type ProblemCode } from '../../src/contract/problem';
import { explain } from '../../src/pipeline/hints';

const raw = (detail: string, code: ProblemCode = 'model-load-failed') =>
  Problem.parse({ code, message: 'The model did not load.', suggestion: 'See the log.', detail });

it('names the missing system library of LightGBM', () => {
  const problem = explain(raw('OSError: libgomp.so.1: cannot open shared object file: No such file or directory'));
  expect(problem.suggestion).toContain('libgomp1');
});

it('names a missing package', () => {
  expect(explain(raw("ModuleNotFoundError: No module named 'pricing.table'")).reason).toContain('pricing.table');
});

it('recognises a class that was defined in a notebook', () => {
  const problem = explain(raw("AttributeError: Can't get attribute 'Scaler' on <module '__main__' (built-in)>"));
  expect(problem.reason).toContain('Scaler');
});

it('recognises a pickle of another numpy', () => {
  expect(explain(raw("ModuleNotFoundError: No module named 'numpy._core.numeric'")).reason).toContain('package');
  expect(explain(raw('ValueError: numpy.dtype size changed, may indicate binary incompatibility')).reason).toContain(
    'numpy'
  );
});

it('recognises a pickle of another Python', () => {
  expect(explain(raw('TypeError: code expected at most 16 arguments, got 18')).reason).toContain('version of Python');
});

it('turns a lack of memory into its own code', () => {
  expect(explain(raw('MemoryError')).code).toBe('model-out-of-memory');
});

it('turns a full disk into its own code', () => {
  expect(explain(raw('OSError: [Errno 28] No space left on device', 'build-failed')).code).toBe('disk-full');
});

it('leaves a Problem alone that names its cause already', () => {
  const problem = raw('MemoryError', 'tracking-unreachable');
  expect(explain(problem)).toEqual(problem);
});

it('keeps the raw text', () => {
  expect(explain(raw('line 1\nMemoryError')).detail).toContain('line 1');
});
