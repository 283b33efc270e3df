// https://posthog.com/docs/libraries/js/config: batching and its localStorage; nothing but capture.
import posthog from 'posthog-js';

export function start(url) {
  posthog.init('key', {
    api_host: url,
    persistence: 'localStorage',
    autocapture: false,
    capture_pageview: false,
    capture_pageleave: false,
    disable_session_recording: true,
    disable_surveys: true,
    disable_external_dependency_loading: true,
    advanced_disable_flags: true,
    disable_compression: true,
    opt_out_useragent_filter: true,
    request_queue_config: { flush_interval_ms: 250 },
  });
}
export const send = (text) => posthog.capture('feedback', { text });
