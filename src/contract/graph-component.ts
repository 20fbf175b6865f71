import { z } from 'zod';

/** A number of bytes or cores as Kubernetes writes it: 500m, 1.5, 2Gi. */
export const Quantity = z.union([z.string(), z.number()]);
const Quantities = z.record(z.string(), Quantity);
const IntOrText = z.union([z.int(), z.string()]);

/** The part of a container that this product reads or writes; every other field of Kubernetes may be there, too. */
export const Container = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).optional(),
  resources: z.looseObject({ requests: Quantities.optional(), limits: Quantities.optional() }).optional()
});
export type Container = z.infer<typeof Container>;

/** A pod, likewise. */
export const PodSpec = z.looseObject({
  containers: z.array(Container),
  nodeSelector: z.record(z.string(), z.string()).optional(),
  imagePullSecrets: z.array(z.looseObject({ name: z.string().optional() })).optional(),
  serviceAccountName: z.string().optional()
});
export type PodSpec = z.infer<typeof PodSpec>;

const ComponentMetadata = z.strictObject({
  name: z.string().optional(),
  namespace: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  finalizers: z.array(z.string()).optional(),
  generateName: z.string().optional(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  generation: z.int().optional(),
  selfLink: z.string().optional(),
  clusterName: z.string().optional(),
  ownerReferences: z.array(z.looseObject({})).optional(),
  creationTimestamp: z.string().optional(),
  deletionTimestamp: z.string().optional(),
  deletionGracePeriodSeconds: z.int().optional()
});

const Hpa = z.strictObject({
  minReplicas: z.int32().optional(),
  maxReplicas: z.int32(),
  /** autoscaling/v2beta1, which Kubernetes 1.25 forgot. */
  metrics: z.array(z.looseObject({ type: z.string() })).optional(),
  /** autoscaling/v2. */
  metricsv2: z.array(z.record(z.string(), z.unknown())).optional()
});

const Keda = z.strictObject({
  pollingInterval: z.int32().optional(),
  cooldownPeriod: z.int32().optional(),
  minReplicaCount: z.int32().optional(),
  maxReplicaCount: z.int32().optional(),
  idleReplicaCount: z.int32().optional(),
  advanced: z.record(z.string(), z.unknown()).optional(),
  triggers: z.array(
    z.strictObject({
      type: z.string(),
      name: z.string().optional(),
      metricType: z.string().optional(),
      metadata: z.record(z.string(), z.string()),
      authenticationRef: z.strictObject({ name: z.string(), kind: z.string().optional() }).optional()
    })
  ),
  fallback: z.strictObject({ failureThreshold: z.int32(), replicas: z.int32() }).optional()
});

/** Pods of one kind with their scale (SeldonPodSpec); each becomes a Deployment. */
export const ScaledComponent = z.strictObject({
  metadata: ComponentMetadata.optional(),
  spec: PodSpec.optional(),
  replicas: z.int32().optional(),
  hpaSpec: Hpa.optional(),
  kedaSpec: Keda.optional(),
  pdbSpec: z.strictObject({ minAvailable: IntOrText.optional(), maxUnavailable: IntOrText.optional() }).optional()
});
export type ScaledComponent = z.infer<typeof ScaledComponent>;

/** What explains predictions beside the predictor. */
export const Explainer = z.strictObject({
  type: z.string().optional(),
  modelUri: z.string().optional(),
  serviceAccountName: z.string().optional(),
  containerSpec: Container.optional(),
  config: z.record(z.string(), z.string()).optional(),
  endpoint: z.looseObject({ type: z.string().optional() }).optional(),
  envSecretRefName: z.string().optional(),
  storageInitializerImage: z.string().optional(),
  replicas: z.int32().optional(),
  initParameters: z.string().optional()
});
