/** Deployments of ours that are objects and nothing more: they are for an operator that is not there. */
export function idleDeployments(count: number, namespace: string): object[] {
  const labels = { 'seldon.io/controller-id': 'another', 'app.kubernetes.io/managed-by': 'deploy-model' };
  return Array.from({ length: count }, (_, i) => ({
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    metadata: { name: `many-${i}`, namespace, labels },
    spec: {
      predictors: [
        {
          name: 'main',
          replicas: 0,
          graph: { name: 'model', type: 'MODEL' },
          componentSpecs: [{ spec: { containers: [{ name: 'model', image: 'localhost/unit:1' }] } }]
        }
      ]
    }
  }));
}
