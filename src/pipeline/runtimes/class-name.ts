import type { WrappedComponent } from '../../contract/component';
import { Problem } from '../../contract/problem';

/** Module path and class in Seldon's form. */
const CLASS = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

/** The Problem of a class name that is none: it becomes an argument of a program. */
export function classProblems({ className }: WrappedComponent): Problem[] {
  if (CLASS.test(className)) {
    return [];
  }
  return [
    Problem.parse({
      code: 'model-unsupported',
      message: `${className} is not the name of a Python class.`,
      reason: 'MODEL_NAME in .s2i/environment names the module and its class, such as Model or package.Model.',
      suggestion: 'Correct MODEL_NAME in .s2i/environment.'
    })
  ];
}
