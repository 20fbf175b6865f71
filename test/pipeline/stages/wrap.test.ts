import type { ModelDescription } from '../../../src/contract/model';
import { RunRequest, type Selected } from '../../../src/contract/run';
import type { Context } from '../../../src/pipeline/stage';
import { wrapStage } from '../../../src/pipeline/stages/wrap';
import { column, description } from '../wrapping/descriptions';

const INPUTS = { inputs: [column('a', 'double')] };
const EXAMPLE = { path: 'input_example.json', type: 'dataframe', hasParams: false };

/** The codes and severities of what the stage says about a logged model before any work. */
async function said(more: Partial<ModelDescription>): Promise<string[]> {
  const model = { kind: 'mlflow', description: description(more) };
  const selected = { model, request: RunRequest.parse({ model: 'models:/m-1' }) } as Selected;
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
