import { serve } from '@hono/node-server';
import { createRelay } from 'feedspan/relay';
import { Hono } from 'hono';
import { settings } from '../settings.mjs';

const relay = createRelay(settings(process.env));
const app = new Hono();
app.all('/api/feedback', (context) => relay(context.req.raw));

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(`listening ${port}`));
