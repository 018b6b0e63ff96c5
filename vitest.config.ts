import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        plugins: [svelte()],
        test: {
          name: 'unit',
          include: [
            'src/lib/**/*.test.ts',
            'src/testing/**/*.test.ts',
            'src/routes/**/*.test.ts',
            'seeds/**/*.test.ts',
            'tools/**/*.test.ts',
            'tests/architecture/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'server',
          globalSetup: 'src/testing/postgres-of-run.ts',
          testTimeout: 30_000,
          hookTimeout: 30_000,
          include: ['sync-server/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'simulation',
          testTimeout: 120_000,
          include: ['tests/simulation/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'torture',
          testTimeout: 120_000,
          include: ['tests/torture/**/*.test.ts'],
        },
      },
      // Needs a build: run by the verify command after it, and by hand with --project bundle.
      { test: { name: 'bundle', include: ['tests/bundle/**/*.test.ts'] } },
    ],
  },
});
