import { Problem } from '../../contract/problem';
import { RunRequest } from '../../contract/run';

const DEFAULTS = RunRequest.parse({ model: 'any' });

/** An option that a server of Seldon's has no use for: in the request, on the command line, and why. */
const UNUSED: [given: (request: RunRequest) => boolean, flag: string, reason: string][] = [
  [({ image }) => image !== undefined, '--image', 'Nothing is built, so there is no image to name.'],
  [({ push }) => push, '--push', 'Nothing is built, so there is no image to push.'],
  [({ builder }) => builder !== DEFAULTS.builder, '--builder', 'Nothing is built.'],
  [({ baseImage }) => baseImage !== undefined, '--base-image', 'Nothing is built.'],
  [({ runtime }) => runtime !== DEFAULTS.runtime, '--runtime', 'It is the server that serves the model.']
];

/** Methods that a server can be told; MLFLOW_SERVER always asks what was logged. */
const METHODS: Record<string, readonly string[]> = {
  SKLEARN_SERVER: ['predict', 'predict_proba', 'decision_function']
};

/** What a request asks of a prepackaged server that no server can do, by the option. Found before any work. */
export function serverMistakes(request: RunRequest): Problem[] {
  const { target, kubernetes, method } = request;
  const { server, modelUri, modelSecret, protocol } = kubernetes;
  if (server === undefined) {
    return [
      ...(modelUri === undefined ? [] : [mistake('--model-uri', 'Only a server of Seldon’s fetches a model.', ADD)]),
      ...(modelSecret === undefined
        ? []
        : [mistake('--model-secret', 'Only a server of Seldon’s fetches a model.', ADD)])
    ];
  }
  if (target !== 'kubernetes') {
    return [mistake('--server', 'Only a cluster has servers of Seldon’s.', 'Add --target kubernetes.')];
  }
  const leaveOut = (flag: string) => `Leave out ${flag}, or --server to build an image.`;
  return [
    ...UNUSED.filter(([given]) => given(request)).map(([, flag, reason]) => mistake(flag, reason, leaveOut(flag))),
    ...(method !== undefined && !METHODS[server]?.includes(method)
      ? [mistake('--method', `${server} cannot be told to answer with ${method}.`, leaveOut('--method'))]
      : []),
    ...(protocol === 'v2'
      ? [
          mistake(
            '--protocol',
            'The test asks in Seldon’s protocol; in v2 the operator takes another server, which does not speak it.',
            'Leave it out, or print what it would be: deploy-model manifest --server … --protocol v2'
          )
        ]
      : [])
  ];
}

const ADD = 'Add for example --server MLFLOW_SERVER.';

function mistake(flag: string, reason: string, suggestion: string): Problem {
  return Problem.parse({ code: 'bad-request', message: `${flag} does not go with this.`, reason, suggestion });
}
