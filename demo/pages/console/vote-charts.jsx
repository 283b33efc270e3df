import { Bar, BarChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

const dayName = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const dayDate = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

const largest = (series) => Math.max(1, ...series.flatMap(({ days }) => days.flatMap(({ up, down }) => [up, down])));
const sum = (days, direction) => days.reduce((total, day) => total + day[direction], 0);

/**
 * One chart for each capability on a common scale: votes up above the line, votes down below it, so that neither colour nor
 * stacking is needed to tell them apart.
 *
 * @param {{series: {capability: string, days: {start: number, up: number, down: number}[]}[] | null}} props
 */
export function VoteCharts({ series }) {
  if (!series) return <section className="vote-charts" aria-busy="true" />;
  const limit = largest(series);
  return (
    <section className="card vote-section" aria-labelledby="votes-heading">
      <header>
        <h2 id="votes-heading">Thumbs by capability</h2>
        <p className="vote-legend" aria-hidden="true">
          <span className="up">up</span>
          <span className="down">down</span>
        </p>
      </header>
      {series.length === 0 ? (
        <p className="console-empty">No votes in the last 7 days{'\u00a0'}yet.</p>
      ) : (
        <>
          <div className="vote-charts">
            {series.map((entry) => (
              <VoteChart key={entry.capability} {...entry} limit={limit} />
            ))}
          </div>
          <details className="vote-table">
            <summary>As a table</summary>
            <VoteTable series={series} />
          </details>
        </>
      )}
    </section>
  );
}

function VoteChart({ capability, days, limit }) {
  const data = days.map(({ start, up, down }) => ({ start, up, down: -down }));
  const [up, down] = [sum(days, 'up'), sum(days, 'down')];
  return (
    <figure className="vote-chart">
      <figcaption>
        <h3>{capability || 'no capability'}</h3>
        <p>
          <bdi>
            {up} up, {down} down
          </bdi>
        </p>
      </figcaption>
      <div className="vote-chart-plot" role="img" aria-label={`${capability}: ${up} up and ${down} down in 7 days, by day. The table below has the numbers.`}>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={data}
            stackOffset="sign"
            margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
            barCategoryGap="28%"
            accessibilityLayer={false}
          >
            <XAxis
              dataKey="start"
              tickFormatter={(start) => dayName.format(start)}
              interval={0}
              tickLine={false}
              axisLine={false}
              tick={{ fill: 'var(--ink-soft)', fontSize: 11 }}
              height={20}
            />
            <YAxis
              domain={[-limit, limit]}
              ticks={[-limit, 0, limit]}
              tickFormatter={Math.abs}
              width={24}
              tickLine={false}
              axisLine={false}
              tick={{ fill: 'var(--ink-soft)', fontSize: 11 }}
            />
            <Tooltip cursor={{ fill: 'var(--sunken)' }} content={<DayTooltip />} isAnimationActive={false} />
            <Bar dataKey="up" stackId="votes" fill="var(--up)" radius={[3, 3, 0, 0]} isAnimationActive={false} />
            <Bar dataKey="down" stackId="votes" fill="var(--down)" radius={[3, 3, 0, 0]} isAnimationActive={false} />
            <ReferenceLine y={0} stroke="var(--line-strong)" />
          </BarChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

function DayTooltip({ active, payload }) {
  const day = payload?.[0]?.payload;
  if (!active || !day) return null;
  return (
    <div className="vote-tooltip card">
      <strong>{dayDate.format(day.start)}</strong>
      <bdi>
        {day.up} up, {-day.down} down
      </bdi>
    </div>
  );
}

function VoteTable({ series }) {
  return (
    <div className="vote-table-scroll" tabIndex={0} role="region" aria-label="Thumbs by capability and day">
      <table>
        <thead>
          <tr>
            <th scope="col">Capability</th>
            {series[0].days.map(({ start }) => (
              <th key={start} scope="col">
                {dayName.format(start)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {series.map(({ capability, days }) => (
            <tr key={capability}>
              <th scope="row">{capability || 'no capability'}</th>
              {days.map(({ start, up, down }) => (
                <td key={start}>
                  <span className="up">+{up}</span> <span className="down">−{down}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
