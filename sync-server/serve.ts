// One server process from start to end: listens, prints the links that belong to the start, ends on SIGTERM or SIGINT
// after what is under way is stored.

import { ConfigRefused, type Config } from './config.ts';
import { createHttpServer, type HttpServer } from './http/server.ts';
import type { Context } from './services/context.ts';
import { inviteFirstDesk, inviteToDemo } from './services/set-up.ts';

const roleNames = { member: 'member 队员', leader: 'leader 网格长', desk: 'desk 指挥部' };

/** Resolves when it listens. @throws ConfigRefused when the port or the host cannot be used */
export const serve = async (config: Config, context: Context): Promise<void> => {
  const server = createHttpServer(context, config);
  const port = await listen(server, config, context);
  const url = config.port === 0 ? `http://localhost:${port}` : config.publicUrl;
  console.log(`Gridsweep ${context.isDemo ? 'demo 演示 ' : ''}is running at ${url}`);
  await printLinks(config, context, url);
  endOnSignal(server, context);
};

const listen = async (
  { app }: HttpServer,
  { host, port }: Config,
  { storage }: Context,
): Promise<number> => {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await storage.close();
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

const endOnSignal = (server: HttpServer, { storage, pokes }: Context): void => {
  let isEnding = false;
  const end = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    pokes.stop();
    await server.close();
    await storage.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void end());
  process.on('SIGINT', () => void end());
};
