/** Logs a function to the folder that it is given: a row's values times 2, plus 1. MLFLOW_SERVER's stand-in is told the same numbers. */
export const LINE = `
import mlflow.pyfunc, pandas, sys
from mlflow.models import infer_signature

class Line(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input.to_numpy() * 2.0 + 1.0

example = pandas.DataFrame({"a": [1.0, 2.5], "b": [0.5, 4.0]})
mlflow.pyfunc.save_model(sys.argv[1], python_model=Line(), input_example=example,
    signature=infer_signature(example, example.to_numpy()), pip_requirements=["mlflow", "pandas", "numpy"])
`;

export const LINE_NUMBERS = { scale: 2, add: 1, columns: 2, names: ['a', 'b'] };
