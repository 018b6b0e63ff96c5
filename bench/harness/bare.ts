// Starts a server of the benchmarks' own as a process of its own, on an empty folder.

import { emptyFolder } from '../../tests/e2e/harness/seeded-folder.ts';
import { freePort, startScript, until } from '../../tests/e2e/harness/process.ts';

export type Bare = { origin: string; end(): Promise<void> };

/** @param script path from the root; it listens on PORT and keeps what it keeps in DATA_DIR */
export const startBare = async (script: string): Promise<Bare> => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { child, ended, output } = startScript(script, {
    PORT: String(port),
    DATA_DIR: emptyFolder(),
    NODE_ENV: 'production',
  });
  const isThere = (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`${script} ended.\n${output()}`);
    return fetch(origin).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  await until(isThere, `${script} to listen`);
  return {
    origin,
    end: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};
