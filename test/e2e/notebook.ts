import { writeFileSync } from 'node:fs';

/** Trains a small model and logs it to MLflow's own default store, as a first notebook does. */
export const TRAIN = `import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

x = pd.DataFrame({"age": [20.0, 35.0, 50.0, 65.0], "visits": [1.0, 4.0, 2.0, 8.0]})
model = LogisticRegression().fit(x, [0, 1, 0, 1])
info = mlflow.sklearn.log_model(model, name="churn", input_example=x.head(2))
print("logged", info.model_id)`;

/** Writes a notebook with a cell for each source. */
export function writeNotebook(path: string, sources: string[]): void {
  const cells = sources.map((source, index) => ({
    cell_type: 'code',
    id: `cell-${index}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source
  }));
  const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' };
  writeFileSync(path, JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
}
