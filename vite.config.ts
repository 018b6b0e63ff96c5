import { fileURLToPath } from 'node:url';
import { sveltekit } from '@sveltejs/kit/vite';
import { SvelteKitPWA } from '@vite-pwa/sveltekit';
import { defineConfig } from 'vite';

const apiTarget = process.env.API_TARGET ?? 'http://localhost:8081';

/** Mode `fixture`: the screens over an app in memory, see src/testing/fixture-start.ts. */
const fixtureAlias = {
  '#session/start-app.ts': fileURLToPath(new URL('src/testing/fixture-start.ts', import.meta.url)),
};

export default defineConfig(({ mode }) => ({
  resolve: { alias: mode === 'fixture' ? fixtureAlias : {} },
  plugins: [
    sveltekit(),
    SvelteKitPWA({
      registerType: 'prompt',
      // SvelteKit builds with relative paths: without these a page below a folder, like a door, would ask for /door/sw.js.
      base: '/',
      buildBase: '/',
      scope: '/',
      injectRegister: false,
      strategies: 'generateSW',
      kit: { adapterFallback: 'index.html', spa: true },
      // All of static/ is precached by the patterns below.
      includeManifestIcons: false,
      manifest: {
        id: '/',
        name: '网格排查',
        short_name: '网格排查',
        description: '逐门排查，离线可用 · Gridsweep',
        lang: 'zh-CN',
        dir: 'ltr',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        orientation: 'any',
        theme_color: '#0a5c9e',
        background_color: '#f3f4f1',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          {
            src: '/icon-maskable-512.png',
            sizes: '512x512',
            type: 'image/png',
            purpose: 'maskable',
          },
          { src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
        ],
      },
      workbox: {
        globPatterns: ['client/**/*.{js,css,html,svg,png,webp,woff2,wasm,webmanifest}'],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [/^\/api\//, /^\/healthz$/, /^\/readyz$/, /^\/openapi/],
        cleanupOutdatedCaches: true,
        // The first worker takes the page that installed it: a phone that was just enrolled may lose its network at once.
        clientsClaim: true,
        skipWaiting: false,
        runtimeCaching: [],
      },
      devOptions: { enabled: false },
    }),
  ],
  server: { proxy: { '/api': { target: apiTarget } } },
  build: {
    target: 'es2022',
    rolldownOptions: {
      // What most screens share is one file: each file is a round through the service worker, and dozens of small ones cost
      // more than their code.
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 4 }] } },
    },
  },
}));
