import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    passWithNoTests: true,
    projects: [
      {
        plugins: [svelte()],
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            'src/lib/**/*.test.ts',
            'src/testing/**/*.test.ts',
            'seeds/**/*.test.ts',
            'tools/**/*.test.ts',
            'tests/architecture/**/*.test.ts',
          ],
        },
      },
      { test: { name: 'server', environment: 'node', include: ['sync-server/**/*.test.ts'] } },
      {
        test: {
          name: 'simulation',
          environment: 'node',
          testTimeout: 120_000,
          include: ['tests/simulation/**/*.test.ts'],
        },
      },
    ],
  },
});
