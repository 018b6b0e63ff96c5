import { expect, test } from 'vitest';
import { openServerFixture } from '#testing/server-fixture.ts';
import { ConfigRefused, parseConfig } from './config.ts';
import { authenticate } from './services/sessions.ts';
import { grant, invite, listStaff, revoke, signOut, type OperatorCommand } from './operator.ts';

const opened = async () => {
  const fixture = await openServerFixture();
  const config = parseConfig({ PUBLIC_URL: 'https://sweep.example/' });
  /** What a command prints, or the sentence by which it is refused. */
  const say = async (command: OperatorCommand, ...args: string[]): Promise<string[]> => {
    const lines: string[] = [];
    try {
      await command(fixture.context, { config, args, print: (line) => lines.push(line) });
    } catch (error) {
      if (!(error instanceof ConfigRefused)) throw error;
      return [`refused: ${error.message}`];
    }
    return lines;
  };
  return { ...fixture, say };
};

test('rights are given, listed and taken away, one by one or all', async () => {
  const { context, say, close } = await opened();
  const grants = async () => (await context.storage.readStaff('s002'))?.grants;
  expect(await say(grant, '--staff', 's002', '--role', 'leader', '--scope', 'g002')).toEqual([
    's002: leader of g002, member of g001',
  ]);
  expect(await say(grant, '--staff', 's002', '--role', 'auditor', '--scope', 'all')).toEqual([
    's002: auditor of all, leader of g002, member of g001',
  ]);
  const twice = await say(grant, '--staff', 's002', '--role', 'auditor', '--scope', 'all');
  expect(twice).toEqual(['s002: auditor of all, leader of g002, member of g001']);
  expect(await say(revoke, '--staff', 's002', '--role', 'auditor')).toEqual([
    's002: leader of g002, member of g001',
  ]);
  expect(await say(revoke, '--staff', 's002', '--scope', 'g001')).toEqual(['s002: leader of g002']);
  expect(await grants()).toEqual([{ role: 'leader', scope: 'g002' }]);
  expect(await say(revoke, '--staff', 's002')).toEqual(['s002: no rights']);
  expect((await say(listStaff)).slice(0, 2)).toEqual([
    's001: leader of g001  演示组长',
    's002: no rights  演示甲',
  ]);
  await close();
});

test('OPERATOR-1 nobody, nowhere and nothing are refused with a sentence, and change nothing', async () => {
  const { context, say, close } = await opened();
  const before = await context.storage.readAllStaff();
  const refusals: [OperatorCommand, string[], string][] = [
    [grant, ['--staff', 's002'], '--role is missing.'],
    [grant, ['--staff', 's002', '--role', 'chief'], '--role must be one of'],
    [grant, ['--staff', 's002', '--role', 'member', '--scope', 'g9'], 'There is no grid g9.'],
    [grant, ['--staff', 's002', '--role', 'member', '--scope', 'all'], 'There is no grid all.'],
    [grant, ['--staff', 's002', '--role', 'desk', '--scope', '13'], 'There is no area 13;'],
    [grant, ['--staff', 's9', '--role', 'desk', '--scope', 'all'], 'Nobody on the staff'],
    [revoke, ['--staff', 's9'], 'Nobody on the staff has the id s9.'],
    [revoke, ['--staff', 's002', '--role', 'desk'], 'Nothing to take away. s002: member of g001.'],
    [invite, ['--staff', 's9'], 'Nobody on the staff has the id s9.'],
    [invite, [], '--staff is missing.'],
  ];
  for (const [command, args, sentence] of refusals) {
    const [said = ''] = await say(command, ...args);
    expect(said.slice(0, 9 + sentence.length)).toBe(`refused: ${sentence}`);
  }
  expect(await context.storage.readAllStaff()).toEqual(before);
  await close();
});

test('somebody new comes onto the staff with a name, and is invited', async () => {
  const { context, say, close } = await opened();
  const args = ['--staff', 's100', '--name', '演示新', '--role', 'member', '--scope', 'g001'];
  expect(await say(grant, ...args)).toEqual(['s100: member of g001']);
  expect((await context.storage.readStaff('s100'))?.staff.name).toBe('演示新');
  expect(await say(invite, '--staff', 's100')).toEqual([
    expect.stringMatching(/^https:\/\/sweep\.example\/enrol#[a-z2-7]{26}$/),
  ]);
  await close();
});

test('SESSION-9 somebody is signed out everywhere, and by a new link comes back', async () => {
  const { context, signIn, say, close } = await opened();
  const [first, second, other] = [await signIn('s002'), await signIn('s002'), await signIn('s003')];
  const told: string[] = [];
  context.pokes.listen({ onHeads: () => undefined, onGrants: (staff) => void told.push(staff) });
  const [said] = await say(signOut, '--staff', 's002');
  expect(said).toBe('s002: signed out on 2 devices.');
  expect(told).toEqual(['s002']);
  for (const { token } of [first, second])
    await expect(authenticate(context, token)).rejects.toMatchObject({ code: 'session-expired' });
  expect((await authenticate(context, other.token)).staff.id).toBe('s003');
  expect((await signIn('s002')).session.grants).toEqual([{ role: 'member', scope: 'g001' }]);
  expect(await say(signOut, '--staff', 's9')).toEqual([
    'refused: Nobody on the staff has the id s9.',
  ]);
  await close();
});

test('OPERATOR-2 streams of this process end at once', async () => {
  const { context, say, close } = await opened();
  const told: string[] = [];
  context.pokes.listen({ onHeads: () => undefined, onGrants: (staff) => void told.push(staff) });
  await say(revoke, '--staff', 's002');
  expect(told).toEqual(['s002']);
  await close();
});
