import { execFileSync } from 'node:child_process';
import { modelClass } from '../../../src/pipeline/templates/model-class';
import { PYTHON } from '../../tools/processes/workbench';
import { column, description, tensor } from './descriptions';

function compiles(source: string): boolean {
  execFileSync(PYTHON, ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: source });
  return true;
}

const base = { title: 'The model models:/churn/3', name: 'churn', modelFolder: 'model' };

test('the class says what the model takes and gives', () => {
  const signature = {
    inputs: [column('age', 'long'), column('note', 'string?')],
    outputs: [column(undefined, 'double')]
  };
  const source = modelClass({ ...base, description: description({ signature }) });

  expect(source).toContain('Takes rows of 2 values: age: long, note: string (optional).');
  expect(source).toContain('Gives double.');
  expect(compiles(source)).toBe(true);
});

test('a method of its own is handed to the model', () => {
  expect(modelClass({ ...base, description: description(), method: 'predict_proba' })).toContain(
    'LoggedModel(FOLDER, method="predict_proba")'
  );
});

test.each(['"""\nimport os; os.system("true")\n"""', 'back\\slash and "quotes"', 'é 漢字 \u2028 \u0000 \u{1f600}'])(
  'a hostile or unusual name stays a name: %j',
  name => {
    const inputs = [column(name, 'double'), tensor(name, 'float32', [-1])];
    const source = modelClass({ ...base, title: name, name, description: description({ signature: { inputs } }) });
    const names = execFileSync(
      PYTHON,
      [
        '-c',
        'import ast, json, sys; t = ast.parse(sys.stdin.read()); print(json.dumps([type(n).__name__ for n in t.body]))'
      ],
      { input: source, encoding: 'utf8' }
    );

    expect(JSON.parse(names)).toEqual(['Expr', 'ImportFrom', 'Import', 'Assign', 'ClassDef']);
  }
);
