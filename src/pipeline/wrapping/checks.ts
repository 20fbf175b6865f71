import type { CheckCase, Checks, OutputCheck } from '../../contract/checks';
import type { ModelDescription } from '../../contract/model';
import type { ColumnSpec, TensorSpec } from '../../contract/signature';
import type { Example } from './example';
import { refusedCases } from './refused-cases';
import { requestOf } from './request';

/** What single precision and another order of additions may change. */
const TOLERANCE = { absolute: 1e-9, relative: 1e-6 };

/** Loaders whose models answer one row for each row, in rows. Others may answer with anything. */
const ROWWISE = /^mlflow\.(sklearn|xgboost|lightgbm|catboost|statsmodels|keras|pytorch|spark|pmdarima|h2o)$/;

export interface ChecksSubject {
  description: ModelDescription;
  /** The logged example, or one made from the signature. */
  example: Example | undefined;
  /** What answers, when it is not what the model was logged with. */
  method: string | undefined;
}

/** `checks.json`: what answers look like, requests to compare with the logged model, requests to refuse. */
export function checksOf(subject: ChecksSubject): Checks {
  const { description, method } = subject;
  const rowwise = ROWWISE.test(description.loaderModule);
  const outputs = method === undefined ? outputsOf(description) : (METHOD_OUTPUTS[method] ?? []);
  return {
    version: 1,
    answer: rowwise && (method === undefined || method in METHOD_OUTPUTS) ? 'data' : 'unknown',
    outputs,
    tolerance: TOLERANCE,
    cases: [...parityCases(subject, rowwise), ...refusedCases(description, subject.example)]
  };
}

const METHOD_OUTPUTS: Record<string, OutputCheck[]> = {
  predict: [{ dtype: 'any', nullable: false }],
  predict_proba: [{ dtype: 'float', range: [0, 1], nullable: false }],
  predict_log_proba: [{ dtype: 'float', nullable: true }],
  decision_function: [{ dtype: 'float', nullable: false }]
};

function outputsOf({ signature, predictFn }: ModelDescription): OutputCheck[] {
  if (predictFn in METHOD_OUTPUTS && predictFn !== 'predict') {
    return METHOD_OUTPUTS[predictFn]!;
  }
  return (signature.outputs ?? []).map(spec => ({
    ...(spec.name === undefined ? {} : { name: spec.name }),
    dtype: dtypeOf(spec),
    nullable: spec.kind === 'column' && !spec.required
  }));
}

function dtypeOf(spec: ColumnSpec | TensorSpec): OutputCheck['dtype'] {
  const type = spec.kind === 'tensor' ? spec.dtype : spec.type;
  if (/^(float\d*|double)$/.test(type)) {
    return 'float';
  }
  if (/^(long|integer|u?int\d+)$/.test(type)) {
    return 'int';
  }
  return type === 'boolean' || type === 'bool' ? 'bool' : type === 'string' || type === 'datetime' ? 'string' : 'any';
}

/** The same question in every way that it can be asked. */
function parityCases({ description, example }: ChecksSubject, rowwise: boolean): CheckCase[] {
  if (!example) {
    return [];
  }
  const { signature } = description;
  const { request, rows } = requestOf(example, signature);
  const one = (name: string, message: Record<string, unknown>, count = rows): CheckCase => ({
    name,
    request: message,
    expect: 'parity',
    ...(rowwise && count !== undefined ? { rows: count } : {})
  });
  const cases = [one('the logged example', request)];
  if (rows !== undefined && rows > 1) {
    cases.push(one('its first row alone', requestOf(example, signature, 1).request, 1));
  }
  if (example.params) {
    cases.push(one('without parameters', requestOf({ ...example, params: undefined }, signature).request));
  }
  return example.kind === 'table' ? [...cases, ...tableCases(description, example, one)] : cases;
}

function tableCases(
  { signature }: ModelDescription,
  example: Example & { kind: 'table' },
  one: (name: string, request: Record<string, unknown>) => CheckCase
): CheckCase[] {
  const { request } = requestOf(example, signature);
  const { names, ndarray } = request.data as { names?: string[]; ndarray: unknown[][] };
  if (!names || !signature.inputs) {
    return [];
  }
  const rest = request.meta ? { meta: request.meta } : {};
  const cases = [
    one('as a table in jsonData', { jsonData: { dataframe_split: { columns: names, data: ndarray } }, ...rest })
  ];
  if (names.length > 1) {
    const reversed = { names: [...names].reverse(), ndarray: ndarray.map(row => [...row].reverse()) };
    cases.push(one('columns in another order', { data: reversed, ...rest }));
  }
  if (String(signature.inputs.map(({ name }) => name)) === String(names)) {
    cases.push(one('without names', { data: { ndarray }, ...rest }));
  }
  const optional = signature.inputs.flatMap(spec =>
    spec.kind === 'column' && !spec.required && spec.name ? [spec.name] : []
  );
  const kept = names.flatMap((name, place) => (optional.includes(name) ? [] : [place]));
  if (kept.length > 0 && kept.length < names.length) {
    const data = {
      names: kept.map(place => names[place]!),
      ndarray: ndarray.map(row => kept.map(place => row[place]))
    };
    cases.push(one('without optional columns', { data, ...rest }));
  }
  return cases;
}
