// The load generator: phones without screens. Events and bodies are made before anything is timed.

import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { createDeviceLog, type DeviceLog } from '#testing/server-fixture.ts';
import type { Job, Report } from './jobs.ts';
import type { TownPhone } from './town.ts';
import { createLine, pack, type Answer, type Line } from './wire.ts';

type Of<Kind extends Job['kind']> = Extract<Job, { kind: Kind }>;

const logs = new Map<string, DeviceLog>();
const logOf = ({ device, staff, grid }: TownPhone): DeviceLog => {
  const log = logs.get(device) ?? createDeviceLog({ device, staff: { id: staff } }, grid);
  logs.set(device, log);
  return log;
};

/** The next push of a phone: so many visits at doors in turn. Phones of one grid begin at different doors. */
const nextPush = (phone: TownPhone, events: number, households: number): Buffer => {
  const log = logOf(phone);
  const from = log.events.length + 1;
  const first = [...phone.device].reduce((sum, letter) => sum + letter.charCodeAt(0) * 7, 0);
  for (let k = 0; k < events; k += 1) log.visit(`h${((first + from + k) % households) + 1}`);
  return pack(log.request(from));
};

const emptyReport = (): Report => ({
  ...{ ms: 0, latencies: [], acknowledged: 0, refused: 0, failed: 0, streams: 0 },
});

/** Until it is acknowledged, as a phone does. */
const sendUntilTaken = async (line: Line, body: Buffer, report: Report): Promise<Taken> => {
  for (let failures = 1; ; failures += 1) {
    const answer = await line.post('/api/v1/push', body).catch(() => undefined);
    if (answer?.status === 200) return take(answer, report);
    if (answer === undefined) report.failed += 1;
    else if (answer.status === 503 || answer.status === 429) report.refused += 1;
    else throw new Error(`${answer.status} ${answer.text}`);
    const ceilingMs = Math.min(300_000, 1000 * 2 ** (failures - 1));
    await wait(Math.max(answer?.retryAfterMs ?? 0, Math.random() * ceilingMs));
  }
};

type Taken = { epoch: string };

const take = ({ text, ms }: Answer, report: Report): Taken => {
  type Pushed = Taken & { verdicts: { verdict: string }[] };
  const { verdicts, epoch } = JSON.parse(text) as Pushed;
  const odd = verdicts.find(({ verdict }) => verdict !== 'accepted' && verdict !== 'duplicate');
  if (odd !== undefined) throw new Error(JSON.stringify(odd));
  report.acknowledged += verdicts.length;
  report.latencies.push(ms);
  return { epoch };
};

const sendPushes = async (job: Of<'pushes'>): Promise<Report> => {
  const report = emptyReport();
  const prepared = job.phones.map((phone) => ({
    line: createLine(job.origin, phone),
    bodies: Array.from({ length: job.pushes }, () => nextPush(phone, job.events, job.households)),
  }));
  const startedAt = performance.now();
  await Promise.all(
    prepared.map(async ({ line, bodies }) => {
      for (const body of bodies) await sendUntilTaken(line, body, report);
    }),
  );
  report.ms = performance.now() - startedAt;
  for (const { line } of prepared) line.close();
  return report;
};

/** What has changed since the town was made: the sheet took the first number, each household one. */
const pullBody = ({ grid }: TownPhone, epoch: string, households: number): Buffer => {
  const checkpoint = { epoch, grids: { [grid]: 1 + households } };
  const checkpoints = { grids: checkpoint, households: checkpoint, visits: checkpoint };
  return pack({ checkpoints, limit: 500 });
};

const untilAnswered = async (
  report: Report,
  ask: () => Promise<Answer | undefined>,
): Promise<void> => {
  for (let failures = 1; ; failures += 1) {
    const answer = await ask().catch(() => null);
    if (answer === undefined || answer?.status === 200) return;
    if (answer === null) report.failed += 1;
    else report.refused += 1;
    await wait(Math.max(answer?.retryAfterMs ?? 0, Math.random() * 1000 * 2 ** failures));
  }
};

const storm = async (job: Of<'storm'>): Promise<Report> => {
  const report = emptyReport();
  const prepared = job.phones.map((phone) => {
    const body = nextPush(phone, job.events, job.households);
    logs.delete(phone.device);
    return { phone, body, comesAtMs: Math.random() * job.withinMs };
  });
  const startedAt = performance.now();
  await Promise.all(
    prepared.map(async ({ phone, body, comesAtMs }) => {
      await wait(comesAtMs);
      const line = createLine(job.origin, phone);
      const { epoch } = await sendUntilTaken(line, body, report);
      const pulled = pullBody(phone, epoch, job.households);
      await untilAnswered(report, () => line.post('/api/v1/pull', pulled));
      line.hangUp();
      await untilAnswered(report, async () => {
        await line.listen(() => undefined);
        report.streams += 1;
        return undefined;
      });
    }),
  );
  report.ms = performance.now() - startedAt;
  return report;
};

let heard = 0;
let untilHeard = (): void => undefined;

const listen = async ({ origin, phones }: Of<'listen'>): Promise<Report> => {
  const report = emptyReport();
  for (let at = 0; at < phones.length; at += 100) {
    await Promise.all(
      phones.slice(at, at + 100).map(async (phone) => {
        await createLine(origin, phone).listen((text) => {
          // What a stream begins with is no poke.
          if (text.startsWith('retry:') || !text.includes('data:')) return;
          heard += 1;
          untilHeard();
        });
        report.streams += 1;
      }),
    );
  }
  return report;
};

const poke = async ({ origin, phone, households }: Of<'poke'>, all: number): Promise<Report> => {
  const report = emptyReport();
  const line = createLine(origin, phone);
  const body = nextPush(phone, 1, households);
  heard = 0;
  const everybody = new Promise<void>((resolve) => {
    untilHeard = () => heard >= all && resolve();
  });
  const startedAt = performance.now();
  await sendUntilTaken(line, body, report);
  await everybody;
  report.ms = performance.now() - startedAt;
  line.close();
  return report;
};

const call = async ({ origin, phone, path, body, times }: Of<'calls'>): Promise<Report> => {
  const report = emptyReport();
  const line = createLine(origin, phone);
  const packed = body === undefined ? undefined : pack(body);
  for (let at = 0; at < times; at += 1) {
    const answer = await (packed === undefined ? line.get(path) : line.post(path, packed));
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    report.latencies.push(answer.ms);
  }
  line.close();
  return report;
};

let streams = 0;
const run = async (job: Job): Promise<Report> => {
  switch (job.kind) {
    case 'pushes':
      return sendPushes(job);
    case 'storm':
      return storm(job);
    case 'listen': {
      const report = await listen(job);
      streams += report.streams;
      return report;
    }
    case 'poke':
      return poke(job, streams);
    case 'calls':
      return call(job);
  }
};

process.on('message', (job: Job) => {
  run(job).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
