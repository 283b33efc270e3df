// https://segment.com/docs/connections/sources/catalog/libraries/website/javascript/: one request an event (its default), keepalive, retries on.
import { AnalyticsBrowser } from '@segment/analytics-next';

let analytics;
export async function start(url) {
  const options = { apiHost: `${url.replace('http://', '')}/v1`, protocol: 'http', deliveryStrategy: { config: { keepalive: true } } };
  analytics = AnalyticsBrowser.load(
    { writeKey: 'key', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'key', ...options } } } },
    { integrations: { 'Segment.io': options }, retryQueue: true },
  );
  await analytics.ready();
}
export const send = (text) => analytics.track('feedback', { text });
