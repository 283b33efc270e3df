// https://docs.sentry.io/platforms/javascript/best-practices/offline-caching/: the offline transport, with room for a burst.
import { captureFeedback, init, makeBrowserOfflineTransport, makeFetchTransport } from '@sentry/browser';

export function start(url) {
  init({
    dsn: url.replace('://', '://key@') + '/1',
    transport: makeBrowserOfflineTransport(makeFetchTransport),
    transportOptions: { flushAtStartup: true, maxQueueSize: 10_000, bufferSize: 10_000 },
  });
}
export const send = (text) => captureFeedback({ message: text });
