import { archivePackage } from './package-name';
import { packageText } from './requirement-line';
import type { Outcome, Rule } from './rule';
import { isBefore, newestUpTo, pinnedVersion, splitLabel } from './version';

const CUDA_EXTRA = /^(and-cuda|cuda[\w-]*)$/i;

/** A wheel for CUDA by its address, where the model gets no GPU. */
export const acceleratorWheel: Rule = (line, { subject }) => {
  if (line.kind !== 'reference' || subject.gpu || !/^https?:/i.test(line.target)) {
    return undefined;
  }
  const archive = archivePackage(line.target);
  const { release, label } = splitLabel(archive?.version ?? '');
  if (!archive || label === undefined || !/^(cu|rocm)/i.test(label)) {
    return undefined;
  }
  const { extras, marker } = line;
  const plain = { ...line, kind: 'package' as const, name: archive.name, extras, marker, specifier: `==${release}` };
  return { to: packageText(plain, {}), reason: `the wheel is built for ${label}, and the model gets no GPU` };
};

/** `tensorflow[and-cuda]`, `jax[cuda12]`, where the model gets no GPU. */
export const acceleratorExtra: Rule = (line, { subject }) => {
  if (line.kind !== 'package' || subject.gpu || !line.extras.some(extra => CUDA_EXTRA.test(extra))) {
    return undefined;
  }
  const extras = line.extras.filter(extra => !CUDA_EXTRA.test(extra));
  return { to: packageText(line, { extras }), reason: 'the model gets no GPU, and CUDA takes gigabytes' };
};

/** onnxruntime-gpu and xgboost have a sister without CUDA. */
export const acceleratorSister: Rule = (line, { subject, named, hasNestedFiles }) => {
  if (line.kind !== 'package' || subject.gpu) {
    return undefined;
  }
  const version = pinnedVersion(line.specifier);
  if (line.name === 'onnxruntime-gpu') {
    const sister = packageText(line, {
      name: 'onnxruntime',
      // Not every patch release of one is there of the other: 1.20.2 is not.
      specifier: version === undefined ? line.specifier : newestUpTo(version)
    });
    return { to: named.has('onnxruntime') ? undefined : sister, reason: 'the model gets no GPU' };
  }
  return line.name === 'xgboost' && subject.platform === 'linux' && version !== undefined && !hasNestedFiles
    ? slimXgboost(packageText(line, { name: 'xgboost-cpu' }), version, named)
    : undefined;
};

/** The first of the releases that are all published under both names, for Linux on x86 and ARM. */
const FIRST_XGBOOST_CPU = '2.1.1';

/**
 * Packages that do not ask for xgboost. Beside any other the whole xgboost stays: pip and uv would install both, in
 * one folder, if it did ask.
 */
const BESIDE_XGBOOST: ReadonlySet<string> = new Set([
  ...['xgboost', 'mlflow', 'mlflow-skinny', 'lightgbm', 'catboost', 'scikit-learn', 'sklearn', 'skops', 'joblib'],
  ...['numpy', 'pandas', 'scipy', 'pyarrow', 'polars', 'numba', 'category-encoders', 'imbalanced-learn', 'cloudpickle'],
  ...['dill', 'threadpoolctl', 'matplotlib', 'seaborn', 'plotly', 'pillow', 'psutil', 'packaging', 'pyyaml', 'rich'],
  ...['tqdm', 'click', 'requests', 'pydantic', 'protobuf', 'typing-extensions', 'setuptools', 'cffi', 'jinja2'],
  ...['python-dateutil', 'pytz', 'defusedxml']
]);

function slimXgboost(to: string, version: string, named: ReadonlySet<string>): Outcome | undefined {
  return isBefore(version, FIRST_XGBOOST_CPU) || ![...named].every(name => BESIDE_XGBOOST.has(name))
    ? undefined
    : {
        to,
        reason: 'the model gets no GPU, and xgboost brings 400 MB of CUDA; xgboost-cpu is the same release without it'
      };
}
