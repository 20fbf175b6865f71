import type { ModelDescription } from '../../contract/model';
import { Problem } from '../../contract/problem';

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

/** Why a method cannot answer, as far as that is known without loading the model. */
export function methodProblems(description: ModelDescription, wanted: string | undefined): Problem[] {
  const method = methodOf(description, wanted);
  if (method === undefined) {
    return [];
  }
  if (!METHOD.test(method)) {
    return [problem(method, 'It is neither the name of a method nor module:function.')];
  }
  return method.includes(':') || OPEN_LOADERS.includes(description.loaderModule)
    ? []
    : [problem(method, `A model of ${description.loaderModule} answers with ${description.predictFn} only.`)];
}

function problem(method: string, reason: string): Problem {
  return Problem.parse({
    code: 'method-unsupported',
    message: `The model cannot answer with ${method}.`,
    reason,
    suggestion: 'Leave --method out, or name a method of the model such as predict_proba.'
  });
}
