// One server process from start to end: listens, prints the links that belong to the start, ends on SIGTERM or SIGINT
// after what is under way is stored.

import { ConfigRefused, type Config } from './config.ts';
import { defaultLimits } from './http/load/protection.ts';
import { createHttpServer, type HttpOptions, type HttpServer } from './http/server.ts';
import type { Context } from './services/context.ts';
import { inviteFirstDesk, inviteToDemo } from './services/set-up.ts';

const roleNames = { member: 'member 队员', leader: 'leader 网格长', desk: 'desk 指挥部' };

/** What the services work with. `close`: lets go of the store and of the other processes. */
export type OpenHouse = { context: Context; close(): Promise<void> };

/** Resolves when it listens. @throws ConfigRefused when the port or the host cannot be used */
export const serve = async (config: Config, house: OpenHouse): Promise<void> => {
  const { context } = house;
  const server = createHttpServer(context, httpOptionsOf(config));
  const port = await listen(server, config, house);
  const url = config.port === 0 ? `http://localhost:${port}` : config.publicUrl;
  console.log(`Gridsweep ${context.isDemo ? 'demo 演示 ' : ''}is running at ${url}`);
  await printLinks(config, context, url);
  endOnSignal(server, house);
};

const httpOptionsOf = (config: Config): HttpOptions => {
  const {
    appDir,
    publicUrl,
    logLevel,
    trustProxy,
    metricsToken,
    databaseUrl,
    deviceCallsPerSecond,
  } = config;
  const device = { ...defaultLimits.device, perSecond: deviceCallsPerSecond };
  return {
    ...{ appDir, publicUrl, logLevel, trustProxy, metricsToken, limits: { device } },
    // With PostgreSQL nothing is written to a disk of this process.
    dataDir: databaseUrl === undefined ? config.dataDir : undefined,
    isWholeProcess: true,
  };
};

const listen = async (
  { app }: HttpServer,
  { host, port }: Config,
  house: OpenHouse,
): Promise<number> => {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await house.close();
    throw refusalOf(error, host, port);
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
};

const refusalOf = (error: unknown, host: string, port: number): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE') {
    return new ConfigRefused(`Port ${port} is in use by another program; set PORT to a free one.`);
  }
  if (code === 'EACCES') {
    return new ConfigRefused(
      `Port ${port} needs rights that this user has not; set PORT above 1023.`,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL') {
    return new ConfigRefused(`HOST ${host} is no address of this machine.`);
  }
  return error;
};

const printLinks = async (config: Config, context: Context, url: string): Promise<void> => {
  if (config.isDemo && context.isDemo) {
    console.log('One-tap sign-in, each link once 一次性登录链接:');
    for (const { role, name, code } of await inviteToDemo(context)) {
      console.log(`  ${roleNames[role]} ${name}: ${url}/enrol#${code}`);
    }
    return;
  }
  const first = await inviteFirstDesk(context);
  if (first === undefined) return;
  console.log('Nobody has signed in yet. One-time set-up link for the first desk user, 24 hours:');
  console.log(`  ${url}/enrol#${first.code}`);
};

/** The whole end may take this long, ms; a supervisor's own patience should be longer. */
const endMs = 20_000;

/** END-1: what was begun is finished and answered, and only then the store is closed. END-2: an end is bounded. */
const endOnSignal = ({ app, close }: HttpServer, house: OpenHouse): void => {
  let isEnding = false;
  const leave = (code: number, why: string): void => {
    if (code !== 0) app.log.error({}, why);
    process.exit(code);
  };
  const end = async (): Promise<void> => {
    const isWhole = await close();
    await house.close();
    leave(isWhole ? 0 : 1, 'work in flight took too long and was cut off');
  };
  const onSignal = (): void => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => leave(1, 'the end took too long and was forced'), endMs).unref();
    end().catch((error: unknown) => {
      app.log.error(error);
      process.exit(1);
    });
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
};
