const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** @param {{time: number}} props milliseconds since 1970 */
export function TimeStamp({ time }) {
  const today = new Date(time).toDateString() === new Date().toDateString();
  return (
    <time className="time-stamp" dateTime={new Date(time).toISOString()} title={exact.format(time)}>
      {(today ? clock : date).format(time)}
    </time>
  );
}
