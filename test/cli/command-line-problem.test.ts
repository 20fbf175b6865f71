import { commandLineProblem } from '../../src/cli/command-line-problem';
import { createProgram } from '../../src/cli/program';

/** What a person is told about a command line that cannot be read. */
async function saidAbout(...words: string[]) {
  const error = await createProgram('1', async () => undefined)
    .parseAsync(['node', 'deploy-model', ...words])
    .then(
      () => undefined,
      (thrown: Error) => thrown
    );
  return commandLineProblem(error!, words[0] === 'depoly' ? undefined : words[0]);
}

it.each([
  [['depoly', 'x'], /cannot depoly/, /Did you mean deploy\?.*`deploy-model --help`/],
  [['deploy'], /wants to know which model/, /`deploy-model deploy --help`/],
  [['deploy', 'm', '--prot', '1'], /no option --prot/, /Did you mean --port\?/],
  [['deploy', 'm', '--port', 'many'], /many does not fit/, /--help/],
  [['models', '--experiment'], /--experiment has no value/, /--help/],
  [['deploy', 'my', 'model'], /too many words: my, model/, /--help/]
])('says what, why and what to do about %j', async (words, message, suggestion) => {
  expect(await saidAbout(...words)).toMatchObject({
    code: 'bad-request',
    message: expect.stringMatching(message) as string,
    reason: expect.stringMatching(/\S/) as string,
    suggestion: expect.stringMatching(suggestion) as string
  });
});

it('says nothing by itself: what is wrong is told once', async () => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  await saidAbout('depoly');
  expect(write).not.toHaveBeenCalled();
  write.mockRestore();
});
