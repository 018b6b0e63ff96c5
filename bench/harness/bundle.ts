// Bundles a page of the benchmark into one script, with the same bundler as the app.

import { build, type Rollup } from 'vite';
import { inRoot } from '../../tools/launch/paths.mjs';

/** A script that puts the module's exports under a global name. @param entry path from the root */
export const bundlePage = async (entry: string, globalName: string): Promise<string> => {
  const built = await build({
    configFile: false,
    root: inRoot(),
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: inRoot(entry), formats: ['iife'], name: globalName },
    },
  });
  const [output] = [built].flat() as Rollup.RollupOutput[];
  const [script] = output?.output ?? [];
  if (script === undefined) throw new Error(`${entry} could not be bundled.`);
  return script.code;
};
