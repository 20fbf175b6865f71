import { VERBS } from '../../src/contract/verbs';
import { createProgram } from '../../src/cli/program';
import type { Options } from '../../src/cli/session';

type Call = { verb: string; argument: string; options: Options };

async function call(...words: string[]): Promise<Call> {
  const calls: Call[] = [];
  const program = createProgram(
    '1.2.3',
    async (verb, argument, options) => void calls.push({ verb, argument, options })
  );
  [program, ...program.commands].forEach(command => command.configureOutput({ writeErr: () => undefined }));
  await program.parseAsync(['node', 'deploy-model', ...words]);
  return calls[0]!;
}

it('reads a deploy command with its options', async () => {
  const words = [
    'deploy',
    'models:/churn@champion',
    '--name',
    'churn',
    '--method',
    'predict_proba',
    '--port',
    '8080',
    '--json'
  ];
  expect(await call(...words)).toEqual({
    verb: 'deploy',
    argument: 'models:/churn@champion',
    options: { name: 'churn', method: 'predict_proba', port: 8080, json: true }
  });
});

it('takes a filter and several experiments', async () => {
  const { options } = await call('models', '--experiment', 'churn', 'fraud', '--filter', 'metrics.auc > 0.9');
  expect(options).toEqual({ experiment: ['churn', 'fraud'], filter: 'metrics.auc > 0.9' });
});

it.each([[['deploy']], [['deploy', 'x', '--port', 'many']], [['depoly', 'x']], [['status', 'a', '--unknown']]])(
  'refuses %j',
  async words => {
    await expect(call(...words)).rejects.toMatchObject({ exitCode: 1 });
  }
);

it('has a command for every verb of the table', () => {
  const names = createProgram('1', async () => undefined).commands.map(command => command.name());
  expect(names).toEqual(Object.keys(VERBS));
});

it("leaves a verb's own --version to it", async () => {
  const { argument, options } = await call('cluster', 'install-seldon', '--version', '1.16.0', '--dry-run');
  expect({ argument, options }).toEqual({ argument: 'install-seldon', options: { version: '1.16.0', dryRun: true } });
});
