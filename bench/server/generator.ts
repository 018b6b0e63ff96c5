// The load generator's process, seen from the benchmark.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { inRoot, workingNode } from '../../tools/launch/paths.mjs';
import type { Job, Report } from './jobs.ts';

export type Generator = { run(job: Job): Promise<Report>; end(): Promise<void> };

export const startGenerator = (): Generator => {
  const child = fork(inRoot('bench/server/generator-main.ts'), {
    execPath: workingNode(),
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=4096'],
  });
  return {
    run: async (job) => {
      child.send(job);
      const [answer] = (await Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(() => [{ error: 'The load generator ended.' }]),
      ])) as [Report | { error: string }];
      if ('error' in answer) throw new Error(answer.error);
      return answer;
    },
    end: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
};
