import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estimatorClass } from '../../../src/pipeline/wrapping/estimator-class';
import { description } from './descriptions';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'estimator-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const SKLEARN = description({ flavors: { sklearn: { pickled_model: 'model.pkl' } } });

/** Pickles what a Python expression makes. `Other` is a class of a person. */
function pickle(expression: string, protocol: number): void {
  const program = `
import pickle, sys, types
for name in ("sklearn", "sklearn.linear_model", "sklearn.linear_model._logistic", "own"):
    sys.modules[name] = types.ModuleType(name)
class LogisticRegression:
    def __init__(self): self.steps = [1.5, "text" * 300]
class Other(LogisticRegression): pass
LogisticRegression.__module__ = "sklearn.linear_model._logistic"
Other.__module__ = "own"
sys.modules["sklearn.linear_model._logistic"].LogisticRegression = LogisticRegression
sys.modules["own"].Other = Other
sys.stdout.buffer.write(pickle.dumps(${expression}, protocol=${protocol}))`;
  writeFileSync(join(folder, 'model.pkl'), execFileSync('python3', ['-c', program]));
}

describe.each([2, 3, 4, 5])('of a pickle of protocol %i', protocol => {
  test('the class of scikit-learn is read', async () => {
    pickle('LogisticRegression()', protocol);
    expect(await estimatorClass(folder, SKLEARN)).toBe('LogisticRegression');
  });

  test.each(['Other()', '[LogisticRegression()]', 'LogisticRegression', '1'])('%s tells none', async expression => {
    pickle(expression, protocol);
    expect(await estimatorClass(folder, SKLEARN)).toBeUndefined();
  });
});

test.each([
  ['sklearn.linear_model._logistic', 'LogisticRegression'],
  ['own', undefined]
])('of a file of skops, the class of the module %s is %s', async (module, name) => {
  const start = { __class__: 'LogisticRegression', __module__: module, __loader__: 'ObjectNode', content: {} };
  const program = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").writestr("schema.json", sys.argv[2])';
  execFileSync('python3', ['-c', program, join(folder, 'model.skops'), JSON.stringify(start, null, 2)]);
  const model = description({ flavors: { sklearn: { pickled_model: 'model.skops' } } });
  expect(await estimatorClass(folder, model)).toBe(name);
});

test.each([
  ['xgboost', 'xgboost.sklearn.XGBClassifier', 'XGBClassifier'],
  ['lightgbm', 'lightgbm.sklearn.LGBMRegressor', 'LGBMRegressor'],
  ['xgboost', 'xgboost.core.Booster', undefined],
  ['lightgbm', 'own.LGBMRegressor', undefined]
])('%s says its class itself: %s', async (flavor, model_class, name) => {
  expect(await estimatorClass(folder, description({ flavors: { [flavor]: { model_class } } }))).toBe(name);
});

test.each(['missing.pkl', '../model.pkl', ''])('a pickle that is %j tells none', async pickled_model => {
  pickle('LogisticRegression()', 4);
  const model = description({ flavors: { sklearn: { pickled_model } } });
  expect(await estimatorClass(join(folder, 'model'), model)).toBeUndefined();
});
