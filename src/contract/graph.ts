import { z } from 'zod';
import { Explainer, ScaledComponent } from './graph-component';

/** Fields of Kubernetes that Seldon only passes on: checked against Kubernetes' own schema, not here. */
const Labels = z.record(z.string(), z.string());

/** What a node does; any other word passes the API server and makes a node that is never called. */
export const NODE_TYPES = ['MODEL', 'ROUTER', 'COMBINER', 'TRANSFORMER', 'OUTPUT_TRANSFORMER', 'UNKNOWN_TYPE'] as const;

/** Implementations that need no container. SIMPLE_* and AVERAGE_COMBINER do nothing since Seldon Core 1.0. */
export const BUILT_IN = ['SIMPLE_MODEL', 'SIMPLE_ROUTER', 'RANDOM_ABTEST', 'AVERAGE_COMBINER'] as const;

/** Children that the CRD keeps below the root; deeper ones are dropped without a word. */
export const GRAPH_LEVELS = 10;

/** One node of an inference graph (PredictiveUnit). Its name is that of the container that answers for it. */
export const GraphNode = z.strictObject({
  name: z.string(),
  /** One of NODE_TYPES; MODEL when absent. */
  type: z.string().optional(),
  /** One of BUILT_IN, or a prepackaged server such as MLFLOW_SERVER. */
  implementation: z.string().optional(),
  /** TRANSFORM_INPUT, TRANSFORM_OUTPUT, ROUTE, AGGREGATE, SEND_FEEDBACK: added to what the type does. */
  methods: z.array(z.string()).optional(),
  endpoint: z
    .strictObject({
      service_host: z.string().optional(),
      service_port: z.int32().optional(),
      /** REST or GRPC. */
      type: z.string().optional(),
      httpPort: z.int32().optional(),
      grpcPort: z.int32().optional()
    })
    .optional(),
  /** `type` is INT, FLOAT, DOUBLE, STRING or BOOL; `value` is text all the same. */
  parameters: z.array(z.strictObject({ name: z.string(), type: z.string(), value: z.string() })).optional(),
  modelUri: z.string().optional(),
  serviceAccountName: z.string().optional(),
  envSecretRefName: z.string().optional(),
  storageInitializerImage: z.string().optional(),
  /** `mode` is all, request or response. */
  logger: z.strictObject({ url: z.string().optional(), mode: z.string().optional() }).optional(),
  get children(): z.ZodOptional<z.ZodArray<typeof GraphNode>> {
    return z.array(GraphNode).optional();
  }
});
export type GraphNode = z.infer<typeof GraphNode>;

/** One version of the graph with the containers it runs in; `traffic` in percent. */
export const Predictor = z.strictObject({
  name: z.string(),
  graph: GraphNode,
  componentSpecs: z.array(ScaledComponent).optional(),
  replicas: z.int32().optional(),
  annotations: Labels.optional(),
  labels: Labels.optional(),
  traffic: z.int32().optional(),
  /** Gets a copy of the requests; its answers are thrown away. */
  shadow: z.boolean().optional(),
  /** Seconds after which a rollout without progress counts as failed (600). */
  progressDeadlineSeconds: z.int32().optional(),
  explainer: Explainer.optional(),
  svcOrchSpec: z
    .strictObject({
      resources: z.record(z.string(), z.unknown()).optional(),
      env: z.array(z.looseObject({ name: z.string().optional(), value: z.string().optional() })).optional(),
      replicas: z.int32().optional()
    })
    .optional(),
  ssl: z.strictObject({ certSecretName: z.string().optional() }).optional(),
  /** Read by nothing since Seldon Core 1.0. */
  engineResources: z.record(z.string(), z.unknown()).optional()
});
export type Predictor = z.infer<typeof Predictor>;

export const SeldonSpec = z.strictObject({
  predictors: z.array(Predictor),
  name: z.string().optional(),
  annotations: Labels.optional(),
  /** seldon (default), v2, kfserving or tensorflow. */
  protocol: z.string().optional(),
  /** rest (default) or grpc: what is called inside the graph. */
  transport: z.string().optional(),
  /** rpc (default) or kafka. */
  serverType: z.string().optional(),
  replicas: z.int32().optional(),
  oauth_key: z.string().optional(),
  oauth_secret: z.string().optional()
});
export type SeldonSpec = z.infer<typeof SeldonSpec>;

/** What the operator says about it. Loose: other versions say more. */
export const SeldonStatus = z.looseObject({
  /** Creating, Available or Failed. */
  state: z.string().optional(),
  description: z.string().optional(),
  replicas: z.int().optional(),
  address: z.looseObject({ url: z.string().optional() }).optional(),
  conditions: z
    .array(
      z.looseObject({
        type: z.string(),
        status: z.string(),
        reason: z.string().optional(),
        message: z.string().optional()
      })
    )
    .optional(),
  deploymentStatus: z
    .record(z.string(), z.looseObject({ replicas: z.int().optional(), availableReplicas: z.int().optional() }))
    .optional(),
  serviceStatus: z.record(z.string(), z.looseObject({})).optional()
});
export type SeldonStatus = z.infer<typeof SeldonStatus>;

/** A SeldonDeployment of Seldon Core v1, `machinelearning.seldon.io/v1`. */
export const SeldonDeployment = z.strictObject({
  apiVersion: z.literal([
    'machinelearning.seldon.io/v1',
    'machinelearning.seldon.io/v1alpha3',
    'machinelearning.seldon.io/v1alpha2'
  ]),
  kind: z.literal('SeldonDeployment'),
  metadata: z.looseObject({
    name: z.string().optional(),
    namespace: z.string().optional(),
    labels: Labels.optional(),
    annotations: Labels.optional(),
    resourceVersion: z.string().optional(),
    generation: z.number().optional(),
    uid: z.string().optional(),
    creationTimestamp: z.string().optional()
  }),
  spec: SeldonSpec.optional(),
  status: SeldonStatus.optional()
});
export type SeldonDeployment = z.infer<typeof SeldonDeployment>;
