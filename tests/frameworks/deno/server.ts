import { createRelay } from 'feedspan/relay';
import { settings } from '../settings.mjs';

Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log(`listening ${port}`) }, createRelay(settings(Deno.env.toObject())));
