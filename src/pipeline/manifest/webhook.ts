import { BUILT_IN, type GraphNode, type Predictor, type SeldonSpec } from '../../contract/graph';
import { type FieldError, type Path, refused } from './field-error';
import { trafficErrors } from './traffic';

const PROTOCOLS = ['', 'seldon', 'tensorflow', 'v2', 'kfserving'];
const TRANSPORTS = ['', 'rest', 'grpc'];
const SERVER_TYPES = ['', 'rpc', 'kafka'];
const KAFKA = ['KAFKA_BROKER', 'KAFKA_INPUT_TOPIC', 'KAFKA_OUTPUT_TOPIC'];
const KAFKA_MISSING = `For kafka please supply svcOrchSpec envs ${KAFKA.join(', ')}`;
const WITHOUT_TENSORFLOW = ['SKLEARN_SERVER', 'XGBOOST_SERVER', 'MLFLOW_SERVER', 'HUGGINGFACE_SERVER'];
const NO_CONTAINER_NEEDED: readonly string[] = ['', ...BUILT_IN];

/** The prepackaged servers of Seldon Core's own configuration; a cluster may have others. */
export const SERVERS = [
  'HUGGINGFACE_SERVER',
  'MLFLOW_SERVER',
  'SKLEARN_SERVER',
  'TEMPO_SERVER',
  'TENSORFLOW_SERVER',
  'TRITON_SERVER',
  'XGBOOST_SERVER'
] as const;

/** These, and one that a request names: whether the cluster has it is asked before. */
export const knownServers = ({ server }: { server?: string }): readonly string[] =>
  server === undefined ? SERVERS : [...SERVERS, server];

/**
 * What the validating webhook of Seldon Core 1.17.1 refuses, with its words and in its order. `servers` are the
 * prepackaged servers of the cluster's configuration.
 */
export function webhookErrors(spec: SeldonSpec | undefined, servers: readonly string[] = SERVERS): FieldError[] {
  const predictors = spec?.predictors ?? [];
  const words: [string | undefined, string[], string][] = [
    [spec?.protocol, PROTOCOLS, 'Invalid protocol'],
    [spec?.transport, TRANSPORTS, 'Invalid transport'],
    [spec?.serverType, SERVER_TYPES, 'Invalid serverType']
  ];
  return [
    ...words
      .filter(([word, known]) => word !== undefined && !known.includes(word))
      .map(([word, , message]) => refused(['spec'], word!, message)),
    ...(spec?.serverType === 'kafka' ? kafkaErrors(predictors) : []),
    ...(predictors.length === 1 && predictors[0]!.shadow
      ? [refused(at(0), predictors[0]!.name, 'Shadow can not exist as only predictor')]
      : []),
    ...serviceNameErrors(predictors),
    ...(predictors.length === 0 ? [refused(['spec'], spec?.transport ?? '', 'Graph contains no predictors')] : []),
    ...predictors.flatMap((predictor, i) => predictorErrors(predictor, i, { spec: spec!, servers })),
    ...endpointErrors(predictors, spec?.transport),
    ...trafficErrors(predictors)
  ];
}

const at = (predictor: number): Path => ['spec', 'predictors', predictor];

function kafkaErrors(predictors: Predictor[]): FieldError[] {
  const count = ({ svcOrchSpec }: Predictor) =>
    (svcOrchSpec?.env ?? []).filter(({ name }) => KAFKA.includes(name ?? '')).length;
  return predictors.flatMap((predictor, i) =>
    count(predictor) < KAFKA.length ? [refused(at(i), predictor.name, KAFKA_MISSING)] : []
  );
}

function serviceNameErrors(predictors: Predictor[]): FieldError[] {
  const annotation = 'seldon.io/svc-name';
  const names = predictors.map(({ annotations }) => annotations?.[annotation]);
  return names.flatMap((name, i) =>
    name !== undefined && names.indexOf(name) < i
      ? [refused(at(i), predictors[i]!.name, `Found duplicate service name in ${annotation} with value ${name}`)]
      : []
  );
}

interface Around {
  spec: SeldonSpec;
  servers: readonly string[];
}

function predictorErrors(predictor: Predictor, i: number, around: Around): FieldError[] {
  const { name, annotations, graph } = predictor;
  const withoutEngine = annotations !== undefined && 'seldon.io/no-engine' in annotations;
  return [
    ...(withoutEngine && (graph.children ?? []).length > 0
      ? [refused(at(i), name, 'Running without engine only valid for single element graphs')]
      : []),
    ...(around.spec.predictors.findIndex(other => other.name === name) < i
      ? [refused(at(i), name, 'Duplicate predictor name')]
      : []),
    ...nodeErrors(graph, [...at(i), 'graph'], { ...around, predictor })
  ];
}

function nodeErrors(node: GraphNode, path: Path, around: Around & { predictor: Predictor }): FieldError[] {
  const { implementation, logger, children = [] } = node;
  const own =
    implementation === undefined || implementation === 'UNKNOWN_IMPLEMENTATION'
      ? containerErrors(node, around.predictor)
      : NO_CONTAINER_NEEDED.includes(implementation)
        ? []
        : serverErrors(node, implementation, around);
  return [
    ...own.map(message => refused(path, node.name, message)),
    ...(logger && !logger.mode ? [refused(path, '', 'No logger mode specified')] : []),
    // Seldon's own way to name a child: graph[0], not graph.children[0].
    ...children.flatMap((child, i) => nodeErrors(child, [...path, i], around))
  ];
}

function containerErrors({ name, type, methods }: GraphNode, predictor: Predictor): string[] {
  return [
    ...(containerOf(predictor, name) ? [] : ["Can't find container for Predictive Unit"]),
    ...(type === 'UNKNOWN_TYPE' && !methods?.length
      ? ['Predictive Unit has no implementation methods defined. Change to a known type or add what methods it defines']
      : [])
  ];
}

function serverErrors(
  { name, modelUri }: GraphNode,
  server: string,
  { spec, servers, predictor }: Around & { predictor: Predictor }
): string[] {
  return [
    ...(!modelUri && server !== 'HUGGINGFACE_SERVER'
      ? ['Predictive unit modelUri required when using standalone servers']
      : []),
    ...(spec.protocol === 'tensorflow' && WITHOUT_TENSORFLOW.includes(server)
      ? [`Prepackaged server does not handle tensorflow protocol ${server}`]
      : []),
    ...(!containerOf(predictor, name)?.image && !servers.includes(server)
      ? [`No entry in predictors map for ${server}`]
      : [])
  ];
}

function containerOf({ componentSpecs = [] }: Predictor, name: string) {
  return componentSpecs.flatMap(({ spec }) => spec?.containers ?? []).find(container => container.name === name);
}

function endpointErrors(predictors: Predictor[], transport: string | undefined): FieldError[] {
  const types = new Set(predictors.flatMap(({ graph }) => endpointTypes(graph)));
  if (types.size > 1) {
    return [
      refused(['spec'], '', 'Multiple endpoint.types found - can only have 1 type in graph. Please use spec.transport')
    ];
  }
  const [type] = types;
  const contradicts = (type === 'REST' && transport !== 'rest') || (type === 'GRPC' && transport !== 'grpc');
  return transport && contradicts
    ? [
        refused(
          ['spec'],
          '',
          'Mixed transport types found. Remove graph endpoint.types if transport set at deployment level'
        )
      ]
    : [];
}

function endpointTypes({ endpoint, children = [] }: GraphNode): string[] {
  return [...(endpoint?.type ? [endpoint.type] : []), ...children.flatMap(endpointTypes)];
}
