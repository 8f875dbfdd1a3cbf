const SIGNS = `
.sign { display: inline-block; min-width: 1.125em; text-align: center; font-weight: 700; }
.badge { white-space: nowrap; }
.good { color: var(--good); }
.notice { color: var(--notice); }
.warning { color: var(--warning); }
.error { color: var(--error); }
h1 .badge .sign { font-weight: 400; min-width: 0; margin-right: 0.1em; }
.mark { display: inline-block; width: 0.875rem; height: 0.625rem; margin-right: 0.5rem; flex: none; }
.m-bar { background: var(--bar); }
.m-broken { background: var(--broken); }
.m-band { background: var(--band); border: 1px solid var(--line); }
.m-target, .m-percentile, .m-range { width: 0; height: 0.875rem; margin: 0 0.75rem 0 0.25rem; }
.m-target { border-left: 2px dashed var(--muted); }
.m-percentile { border-left: 2px solid var(--ink); }
.m-range { border-left: 2px solid var(--bar); }
.m-dot { width: 0.5rem; height: 0.5rem; border-radius: 50%; background: var(--accent); }
.m-diamond { width: 0.5rem; height: 0.5rem; background: var(--broken); transform: rotate(45deg); }
.m-lane { width: 0.25rem; height: 0.75rem; background: var(--ink); }
.m-heat-0 { background: var(--heat-0); outline: 1px solid var(--line); }
.m-heat-1 { background: var(--heat-1); }
.m-heat-2 { background: var(--heat-2); }
.m-heat-3 { background: var(--heat-3); }
.m-heat-4 { background: var(--heat-4); }
.m-heat-5 { background: var(--heat-5); }
`;

const CHARTS = `
figure { margin: 2rem 0 0; min-width: 0; }
figcaption { font-weight: 600; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.125rem 1.25rem; margin: 0.25rem 0 0;
  padding: 0; font-size: 0.8125rem; color: var(--muted); font-variant-numeric: tabular-nums; }
.legend li { display: flex; align-items: center; }
svg { display: block; overflow: visible; }
.chart { margin-top: 0.75rem; }
.chart text { font-size: 12px; fill: var(--muted); font-variant-numeric: tabular-nums;
  paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.at-middle { text-anchor: middle; }
.at-end { text-anchor: end; }
.chart .panel-name { fill: var(--ink); font-weight: 600; }
.chart .marker-label { fill: var(--ink); font-weight: 600; }
.grid { stroke: var(--grid); }
.base { stroke: var(--line); }
.band { fill: var(--band); }
.bar { fill: var(--bar); stroke: var(--paper); stroke-width: 1; }
.bar.broken { fill: var(--broken); }
.mean, .percentile { stroke: var(--ink); stroke-width: 1.5; }
.target { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 4 3; }
.whisker { stroke: var(--ink); stroke-width: 2; }
.value { fill: var(--ink); stroke: var(--paper); stroke-width: 1.5; }
.value.outside { fill: var(--error); }
.at { overflow: visible; }
.range { stroke: var(--bar); stroke-width: 2; }
.dot { fill: var(--accent); }
.dot.broken { fill: var(--broken); }
.lane { stroke: var(--paper); stroke-width: 0.5; }
.lane.broken { fill: var(--broken); }
.lane.missing { fill: var(--ink); }
.cursor { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 2 2; visibility: hidden; }
.is-scrubbed .cursor { visibility: visible; }
#timeline .chart { cursor: crosshair; }
.scrub { margin-top: 0.75rem; font-size: 0.875rem; }
.scrub label { font-weight: 600; }
.scrub input { display: block; width: 100%; margin: 0.25rem 0; accent-color: var(--accent); }
.scrub output { display: flex; flex-wrap: wrap; gap: 0 0.875rem; min-height: 3.1em;
  align-content: flex-start; font-variant-numeric: tabular-nums; }
.heat { stroke: var(--paper); stroke-width: 1; }
.heat-0 { fill: var(--heat-0); }
.heat-1 { fill: var(--heat-1); }
.heat-2 { fill: var(--heat-2); }
.heat-3 { fill: var(--heat-3); }
.heat-4 { fill: var(--heat-4); }
.heat-5 { fill: var(--heat-5); }
.heat.none { fill: none; stroke: var(--line); }
.heat-dot { fill: var(--ink); stroke: var(--paper); stroke-width: 1; }
`;

/** The style of drawings, of their legends and of signs; a part of the page's style. */
export const CHART_STYLE: string = SIGNS + CHARTS;
