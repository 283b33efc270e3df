import { defineConfig } from 'vite';

export default defineConfig({
  root: 'vite',
  build: { outDir: '../out/vite', emptyOutDir: true, assetsInlineLimit: 0 },
});
