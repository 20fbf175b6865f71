/** Modules that come with all of mlflow and not with mlflow-skinny: which package has them, and which brings that one. */
const WITH_MLFLOW: Record<string, { name: string; broughtBy?: string[] }> = {
  aiohttp: { name: 'aiohttp' },
  alembic: { name: 'alembic' },
  cryptography: { name: 'cryptography' },
  docker: { name: 'docker' },
  flask: { name: 'flask' },
  graphene: { name: 'graphene' },
  jinja2: { name: 'jinja2', broughtBy: ['flask', 'torch'] },
  joblib: { name: 'joblib', broughtBy: ['scikit-learn'] },
  markdown: { name: 'markdown' },
  matplotlib: { name: 'matplotlib' },
  PIL: { name: 'pillow', broughtBy: ['matplotlib', 'torchvision', 'pillow-simd'] },
  pyarrow: { name: 'pyarrow' },
  scipy: {
    name: 'scipy',
    broughtBy: ['scikit-learn', 'statsmodels', 'xgboost', 'xgboost-cpu', 'lightgbm', 'catboost']
  },
  sklearn: { name: 'scikit-learn' },
  sqlalchemy: { name: 'sqlalchemy' },
  werkzeug: { name: 'werkzeug', broughtBy: ['flask'] }
};

const NAMES = Object.keys(WITH_MLFLOW).join('|');
const IN_SOURCE = /^[ \t]*(?:from[ \t]+([\w.]+)|import[ \t]+([^#;\r\n]+))/gm;
/** A short string in a pickle: opcode, one byte of length, text. What code imports is kept that way. */
const IN_PICKLE = new RegExp(`\\x8c([\\s\\S])((${NAMES})(?:\\.\\w+)*)`, 'g');
/** The first byte of a pickle of protocol 2 and newer. */
const PROTOCOL = 0x80;

/** Text is looked at in pieces: a pickle can be larger than the longest string. They overlap by the longest name. */
const PIECE = 1 << 24;
const OVERLAP = 256;

/**
 * The modules that a file of the model names and that only all of mlflow brings. MLflow leaves packages that its own
 * packages need out of the logged requirements (`utils/requirements_utils.py`, `_prune_packages`), so code that uses
 * them works beside all of mlflow and not beside mlflow-skinny.
 *
 * @param bytes a Python source file, or an object pickled by cloudpickle (protocol 4 or newer)
 */
export function importsIn(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const modulesIn = bytes[0] === PROTOCOL ? inPickle : inSource;
  const found = new Set<string>();
  for (let start = 0; start < buffer.length; start += PIECE) {
    const piece = buffer.toString('latin1', start, start + PIECE + OVERLAP);
    modulesIn(piece).forEach(module => found.add(module));
  }
  return [...found].filter(module => Object.hasOwn(WITH_MLFLOW, module));
}

function inPickle(text: string): string[] {
  const strings = [...text.matchAll(IN_PICKLE)];
  return strings.flatMap(([, length = '', path = '', module = '']) =>
    length.charCodeAt(0) === path.length ? [module] : []
  );
}

function inSource(text: string): string[] {
  const paths = [...text.matchAll(IN_SOURCE)].flatMap(([, from, list = '']) => (from ? [from] : list.split(',')));
  return paths.map(path => path.trim().replace(/[.\s].*$/s, ''));
}

/** The packages of those modules that none of the named packages brings. */
export function packagesOf(modules: readonly string[], named: ReadonlySet<string>): { name: string; module: string }[] {
  return modules.flatMap(module => {
    const entry = Object.hasOwn(WITH_MLFLOW, module) ? WITH_MLFLOW[module] : undefined;
    return entry && ![entry.name, ...(entry.broughtBy ?? [])].some(name => named.has(name))
      ? [{ name: entry.name, module }]
      : [];
  });
}
