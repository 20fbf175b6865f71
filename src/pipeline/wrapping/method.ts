import type { ModelDescription } from '../../contract/model';
import { Problem } from '../../contract/problem';
import { answeringMethods, isRare } from './estimator-methods';

/** Loaders of pyfunc whose model can be asked another method than the one it was logged with. */
const OPEN_LOADERS = ['sklearn', 'xgboost', 'lightgbm', 'catboost', 'pyfunc.model', 'pmdarima'].map(
  name => `mlflow.${name}`
);

/** A method's name, or a function of a module beside the class or in the model's own code. */
const METHOD = /^[A-Za-z_]\w*$|^[A-Za-z_][\w.]*:[A-Za-z_]\w*$/;

/** What answers: the method to look up on the model, or undefined where the model's own default is wanted. */
export function methodOf(description: ModelDescription, wanted: string | undefined): string | undefined {
  return wanted === undefined || wanted === description.predictFn ? undefined : wanted;
}

/**
 * Why a method cannot answer, as far as that is known without loading the model. `className` is the estimator's class, where
 * that is known.
 */
export function methodProblems(
  description: ModelDescription,
  wanted: string | undefined,
  className?: string
): Problem[] {
  const method = methodOf(description, wanted);
  if (method === undefined) {
    return [];
  }
  if (!METHOD.test(method)) {
    return [problem(method, 'It is neither the name of a method nor module:function.')];
  }
  if (method.includes(':')) {
    return [];
  }
  if (!OPEN_LOADERS.includes(description.loaderModule)) {
    return [problem(method, `A model of ${description.loaderModule} answers with ${description.predictFn} only.`)];
  }
  const methods = className === undefined ? undefined : answeringMethods(className);
  return methods === undefined || methods.includes(method) || isRare(method)
    ? []
    : [
        problem(
          method,
          `It is a ${className}.`,
          `Name one of its methods with --method: ${methods.join(', ')}; or a function of your own as module:function.`
        )
      ];
}

function problem(
  method: string,
  reason: string,
  suggestion = 'Leave --method out, or name a method of the model such as predict_proba.'
): Problem {
  return Problem.parse({
    code: 'method-unsupported',
    message: `The model cannot answer with ${method}.`,
    reason,
    suggestion
  });
}
