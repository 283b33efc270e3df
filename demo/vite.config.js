import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'build',
    emptyOutDir: true,
    // Nothing inline, so that the pages run under a policy without 'unsafe-inline'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The charts of the console; a page for one's own machine may weigh that.
    chunkSizeWarningLimit: 800,
    rolldownOptions: { input: ['pages/chat/index.html', 'pages/console/index.html'] },
  },
});
