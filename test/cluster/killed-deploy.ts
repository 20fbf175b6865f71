import { ClusterBench } from './cluster-bench';

/** A deployment to be killed: `killed-deploy NAMESPACE NAME IMAGE`. Writes what it says, one thing a line. */
const [namespace, name, image] = process.argv.slice(2) as [string, string, string];

void (async () => {
  const bench = await ClusterBench.as({ namespace });
  bench.onLine = line => void process.stdout.write(`${line}\n`);
  await bench.deploy({ image, name });
})();
