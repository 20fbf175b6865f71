import { STORES } from '../../contract/kubernetes';
import type { ModelDescription } from '../../contract/model';
import { Problem } from '../../contract/problem';

/** The one server that reads a model's folder as MLflow writes it. */
export const MLFLOW_SERVER = 'MLFLOW_SERVER';

/** What other servers want in the folder, and the flavor of models that they can load. */
const FORMS: Record<string, { flavor: string; file: string } | undefined> = {
  SKLEARN_SERVER: { flavor: 'sklearn', file: 'model.joblib' },
  XGBOOST_SERVER: { flavor: 'xgboost', file: 'model.bst' }
};

/** Servers that want arguments of their own, or speak another protocol than the test. */
const OTHERS = ['TENSORFLOW_SERVER', 'TRITON_SERVER', 'HUGGINGFACE_SERVER', 'TEMPO_SERVER'];

/** Types of columns that are one type in an array of numbers. */
const FAMILIES: Record<string, string> = {
  double: 'numbers with a point',
  float: 'numbers with a point',
  long: 'whole numbers',
  integer: 'whole numbers',
  boolean: 'true or false',
  string: 'texts'
};

/** What is known of a model where a server is chosen for it. */
export type Fitted = Pick<ModelDescription, 'flavors'> & Partial<Pick<ModelDescription, 'signature'>>;

/** Where its files are, and whether somebody named that address for this server. */
export interface Kept {
  modelUri?: string;
  isNamed?: boolean;
}

/** Whether a text is an address that a pod can fetch a model from. */
export const isStore = (text: string): boolean => STORES.test(text);

/** Why a server cannot load and answer for a model of MLflow; undefined when it can. */
export function misfitOf(server: string, model: Fitted, { modelUri = '', isNamed = false }: Kept): string | undefined {
  if (!isStore(modelUri)) {
    return `Its files are at ${modelUri || "the tracking server's own storage"}, and pods fetch from s3, gs, az, https or pvc.`;
  }
  if (server !== MLFLOW_SERVER) {
    return otherForm(server, model, isNamed);
  }
  return 'python_function' in model.flavors
    ? mixedColumns(model)
    : `It has no flavor python_function, only ${Object.keys(model.flavors).join(', ')}.`;
}

/** Only who names the address can know that the files there are in that server's own form. */
function otherForm(server: string, { flavors }: Fitted, isNamed: boolean): string | undefined {
  if (OTHERS.includes(server)) {
    return 'It does not load what MLflow logs; its manifest is to be written by hand.';
  }
  const { flavor, file } = FORMS[server] ?? {};
  if (flavor !== undefined && !(flavor in flavors)) {
    return `It loads models of ${flavor}, and this one has ${Object.keys(flavors).join(', ')}.`;
  }
  return isNamed
    ? undefined
    : `It reads ${file ?? 'a folder in a form of its own'}; ${MLFLOW_SERVER} reads what MLflow writes.`;
}

/** Seldon's wrapper makes one array of all columns: there whole numbers become others, and numbers beside a text texts. */
function mixedColumns({ signature }: Fitted): string | undefined {
  const types = (signature?.inputs ?? []).flatMap(input => (input.kind === 'column' ? [input.type] : []));
  const odd = types.find(type => !(type in FAMILIES));
  const kinds = [...new Set(types.map(type => FAMILIES[type] ?? type))];
  if (odd !== undefined) {
    return `A column is of type ${odd}, which the server hands on as it comes in JSON.`;
  }
  return kinds.length > 1
    ? `Its columns are ${kinds.join(' and ')}; the server makes one array of a request, in which all are of one type.`
    : undefined;
}

/** The server that fits a model, or undefined when none does. */
export function serverFor(model: Fitted, modelUri = ''): string | undefined {
  return misfitOf(MLFLOW_SERVER, model, { modelUri }) === undefined ? MLFLOW_SERVER : undefined;
}

/** The Problem of a server that cannot load a model of MLflow from where it is; none when it can. */
export function misfits(server: string, model: Fitted, kept: Kept): Problem[] {
  const reason = misfitOf(server, model, kept);
  return reason === undefined
    ? []
    : [
        Problem.parse({
          code: 'model-unsupported',
          message: `${server} cannot serve this model.`,
          reason,
          suggestion: isStore(kept.modelUri ?? '')
            ? 'Leave out --server to build an image.'
            : 'Name another address of its files with --model-uri, or leave out --server to build an image.'
        })
      ];
}

/** Arguments that a server needs for a model: frames for what was logged with columns, the method where it can be told. */
export function argumentsOf(server: string, { signature }: Fitted, method: string | undefined): Record<string, string> {
  const hasColumns = signature?.inputs?.some(({ kind }) => kind === 'column') ?? false;
  return {
    ...(server === MLFLOW_SERVER && hasColumns ? { xtype: 'DataFrame' } : {}),
    // It answers with probabilities unless it is told otherwise.
    ...(server === 'SKLEARN_SERVER' ? { method: method ?? 'predict' } : {})
  };
}

/** What the way without an image costs, sentence by sentence. `mlflow` is the version that logged the model. */
export function costsOf(server: string, { mlflow }: { mlflow?: string } = {}): string[] {
  return server === MLFLOW_SERVER
    ? [
        'Every pod installs the model’s packages when it starts: minutes until the first answer, and until each further copy answers.',
        'Each start needs the network: the storage of the model, and a package index.',
        `It is loaded by the MLflow that the server brings${mlflow === undefined ? '' : `, not by ${mlflow}, which logged it`}.`,
        'Python and packages are resolved anew at each start: nothing pins them, and tomorrow’s may differ from those tested today.'
      ]
    : [
        'Every pod fetches the model when it starts, which needs the network.',
        'Its packages are those of the server, not those that the model was made with; Python is the server’s, too.'
      ];
}

/** The same as a warning, said before it is done. */
export function prepackagedCosts(server: string, facts: { mlflow?: string } = {}): Problem {
  const [first, ...others] = costsOf(server, facts);
  return Problem.parse({
    code: 'model-unsupported',
    severity: 'warning',
    message: `${server} takes the place of an image. ${first}`,
    reason: others.join(' '),
    suggestion: 'Leave out --server to build an image once: it starts in seconds and is what was tested.'
  });
}
