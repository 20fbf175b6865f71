import type { ModelDescription } from '../../contract/model';
import { packageText } from './requirement-line';
import type { Rule } from './rule';
import { versionOf } from './version';

/** A package that a model needs, and what tells so. */
export interface Library {
  name: string;
  /** For example `==1.7.2`; empty when the version is not known. */
  specifier: string;
  /** Other packages that hold the same modules. */
  or: string[];
  reason: string;
}

type Flavor = Record<string, unknown>;

/** Flavor, package, and the key of `MLmodel` with the version that was there when the model was logged. */
const LOGGED: [flavor: string, name: string, key: string, or?: string[]][] = [
  ['sklearn', 'scikit-learn', 'sklearn_version'],
  ['xgboost', 'xgboost', 'xgb_version', ['xgboost-cpu']],
  ['lightgbm', 'lightgbm', 'lgb_version'],
  ['catboost', 'catboost', 'catboost_version'],
  ['statsmodels', 'statsmodels', 'statsmodels_version'],
  ['onnx', 'onnx', 'onnx_version'],
  ['keras', 'keras', 'keras_version'],
  ['pytorch', 'torch', 'pytorch_version'],
  ['prophet', 'prophet', 'prophet_version'],
  ['pmdarima', 'pmdarima', 'pmdarima_version'],
  ['spacy', 'spacy', 'spacy_version'],
  ['paddle', 'paddlepaddle', 'paddle_version', ['paddlepaddle-gpu']],
  ['h2o', 'h2o', 'h2o_version'],
  ['spark', 'pyspark', 'pyspark_version', ['databricks-connect']],
  ['transformers', 'transformers', 'transformers_version'],
  ['sentence_transformers', 'sentence-transformers', 'sentence_transformers_version'],
  ['langchain', 'langchain', 'langchain_version', ['langchain-core', 'langchain-community']],
  ['openai', 'openai', 'openai_version'],
  ['llama_index', 'llama-index', 'llama_index_version', ['llama-index-core']],
  ['python_function', 'cloudpickle', 'cloudpickle_version']
];

const TENSORFLOW = ['tensorflow-cpu', 'tensorflow-intel', 'tensorflow-macos', 'tensorflow-rocm', 'tf-nightly'];

/** The libraries that the flavors of a model name, with the versions that were logged. */
export function flavorLibraries({ flavors }: Pick<ModelDescription, 'flavors'>): Library[] {
  const logged = LOGGED.flatMap(([flavor, name, key, or = []]) => {
    const keys = flavors[flavor];
    // A flavor needs its library; without the key, python_function does not need cloudpickle.
    return keys && (flavor !== 'python_function' || keys[key] !== undefined)
      ? [pinned(flavor, name, keys[key], or)]
      : [];
  });
  const companions = Object.entries(flavors).flatMap(([flavor, keys]) => COMPANIONS.get(flavor)?.(keys) ?? []);
  // Scikit-learn's models, and boosters with its interface.
  const skops = Object.values(flavors).some(({ serialization_format: format }) => format === 'skops');
  return [
    ...logged,
    ...companions,
    ...(skops ? [open('skops', 'the model is saved in the format of skops', '<1')] : [])
  ];
}

/** A flavor's library that is named without a version gets the one that was logged: pickles want the very same. */
export const flavorVersion: Rule = (line, { subject }) => {
  if (line.kind !== 'package' || line.specifier !== '') {
    return undefined;
  }
  const library = flavorLibraries(subject.description).find(({ name }) => name === line.name);
  return library?.specifier
    ? { to: packageText(line, { specifier: library.specifier }), reason: library.reason }
    : undefined;
};

/** What a flavor needs besides the library of its name. A map: flavors are named by whoever wrote `MLmodel`. */
const COMPANIONS = new Map<string, (keys: Flavor) => Library[]>([
  ['xgboost', scikitLearnApi],
  ['lightgbm', scikitLearnApi],
  ['onnx', () => [open('onnxruntime', 'it runs ONNX models', '', ['onnxruntime-gpu', 'onnxruntime-openvino'])]],
  ['keras', ({ keras_backend: backend }) => kerasBackend(backend)],
  ['tensorflow', ({ keras_version: keras }) => [tensorflow(keras)]]
]);

/** Boosters with scikit-learn's interface import it, and do not ask for it. */
function scikitLearnApi({ model_class: name }: Flavor): Library[] {
  return /\.sklearn\./.test(String(name)) ? [open('scikit-learn', `${String(name)} is built on it`, '<2')] : [];
}

function kerasBackend(backend: unknown): Library[] {
  const reason = 'it is the backend that Keras ran on when the model was logged';
  const known = [open('jax', reason), open('tensorflow', reason, '', TENSORFLOW), open('torch', reason)];
  return known.filter(({ name }) => name === backend);
}

/** Until 2.15 Keras came with TensorFlow, under the same minor version. */
function tensorflow(keras: unknown): Library {
  const minor = /^(2\.\d+)\./.exec(versionOf(keras) ?? '')?.[1];
  return minor === undefined
    ? open('tensorflow', 'the model is of the flavor tensorflow', '', TENSORFLOW)
    : open('tensorflow', `the model was logged with Keras ${minor}, which is part of it`, `==${minor}.*`, TENSORFLOW);
}

function pinned(flavor: string, name: string, logged: unknown, or: string[]): Library {
  const version = versionOf(logged)?.split('+')[0];
  // A development version is on no index.
  return version === undefined || /dev/i.test(version)
    ? open(name, `the model is of the flavor ${flavor}`, '', or)
    : open(name, `the model was logged with ${name} ${version}`, `==${version}`, or);
}

function open(name: string, reason: string, specifier = '', or: string[] = []): Library {
  return { name, specifier, or, reason };
}
