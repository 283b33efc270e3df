// https://docs.mixpanel.com/docs/tracking-methods/sdks/javascript: batches kept in localStorage, sent every second.
import mixpanel from 'mixpanel-browser';

export function start(url) {
  mixpanel.init('token', {
    api_host: url,
    api_transport: 'fetch',
    persistence: 'localStorage',
    batch_requests: true,
    batch_flush_interval_ms: 1000,
    track_pageview: false,
    autocapture: false,
    ignore_dnt: true,
  });
}
export const send = (text) => mixpanel.track('feedback', { text });
