import adapter from '@sveltejs/adapter-static';
import process from 'node:process';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

// This file is evaluated more than once in a build; all of them must name the same version.
process.env.APP_VERSION ??= String(Date.now());

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true),
  },
  kit: {
    adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html', strict: true }),
    // The service worker comes from vite-plugin-pwa and is registered by the app itself, with a prompt.
    serviceWorker: { register: false },
    typescript: {
      config: (config) => {
        config.include.push('../bench/**/*.ts', '../*.config.ts');
        // The simulation runs the phone's own code.
        config.include.push('../tests/simulation/**/*.ts', '../tools/simulate/**/*.ts');
        config.exclude.push('../bench/peers/node_modules/**', '../bench/out/**');
      },
    },
    // The launcher hands in the hash of the sources: the same sources are the same version, and no phone is asked to update.
    version: { name: process.env.APP_VERSION, pollInterval: 0 },
  },
};
