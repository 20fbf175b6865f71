import { importsIn, rewriteRequirements } from '../../../src/pipeline/requirements';
import { COMPLETE, CUSTOM, subject } from './subject';

it('finds in a source file what only all of mlflow brings', () => {
  const source = [
    'import os, PIL.Image as image, flask # docker',
    'from sklearn.pipeline import Pipeline',
    '    import pandas as pd, joblib',
    '# import werkzeug',
    'text = "import docker"',
    'import scipyx'
  ].join('\n');

  expect(importsIn(Buffer.from(source))).toEqual(['PIL', 'flask', 'sklearn', 'joblib']);
});

it('finds in a pickle the modules that its code imports, and no text that only looks like one', () => {
  const pickled = Buffer.concat([
    Buffer.from([0x80, 5, 0x95]),
    shortString('PIL.Image'),
    shortString('matplotlib'),
    shortString('scipy_like'),
    Buffer.from('flask')
  ]);

  expect(importsIn(pickled)).toEqual(['PIL', 'matplotlib']);
});

/** As protocol 4 writes a string: opcode 0x8c, one byte of length, the text. */
function shortString(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x8c, text.length]), Buffer.from(text)]);
}

it("adds the packages of the modules that the model's code took from all of mlflow", () => {
  const { requirements, changes } = rewriteRequirements(
    { lines: COMPLETE },
    subject({ description: CUSTOM, imports: ['PIL', 'joblib', 'sklearn', 'matplotlib', 'unheard_of'] })
  );

  // joblib comes with scikit-learn, which is named.
  expect(requirements).toEqual([...COMPLETE, 'pillow', 'matplotlib']);
  expect(changes[0]!.reason).toContain('PIL');
});

it('adds none of them beside all of mlflow', () => {
  const description = { ...CUSTOM, loaderModule: 'mlflow.langchain' };
  const lines = ['mlflow==3.1.4'];

  expect(rewriteRequirements({ lines }, subject({ description, imports: ['PIL'] })).requirements).toEqual(lines);
});
