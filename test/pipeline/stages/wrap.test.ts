import type { ModelDescription } from '../../../src/contract/model';
import { RunRequest, type Selected } from '../../../src/contract/run';
import type { Context } from '../../../src/pipeline/stage';
import { wrapStage } from '../../../src/pipeline/stages/wrap';
import { column, description } from '../wrapping/descriptions';

const INPUTS = { inputs: [column('a', 'double')] };
const EXAMPLE = { path: 'input_example.json', type: 'dataframe', hasParams: false };

/** The codes and severities of what the stage says about a logged model before any work. */
async function said(more: Partial<ModelDescription>, method?: string): Promise<string[]> {
  const model = { kind: 'mlflow', description: description(more) };
  const selected = { model, request: RunRequest.parse({ model: 'models:/m-1', method }) } as Selected;
  const problems = await wrapStage.check(selected, {} as Context);
  return problems.map(({ code, severity }) => `${code} ${severity}`);
}

test('a model without a signature is warned of', async () => {
  expect(await said({})).toEqual(['no-signature warning']);
});

test('a model without an input example is warned of', async () => {
  expect(await said({ signature: INPUTS })).toEqual(['no-example warning']);
});

test('a model with both is not', async () => {
  expect(await said({ signature: INPUTS, example: EXAMPLE })).toEqual([]);
});

test('a method that the class of the model does not have is refused before anything is made', async () => {
  const loaderModule = 'mlflow.xgboost';
  const flavors = { xgboost: { model_class: 'xgboost.sklearn.XGBClassifier' } };
  const more = { loaderModule, flavors, signature: INPUTS, example: EXAMPLE };
  expect(await said(more, 'fly')).toEqual(['method-unsupported error']);
  expect(await said(more, 'predict_proba')).toEqual([]);
});
